import { expect, it } from 'vitest';
import { controlRecord, DEFAULT_CONTROLS } from '../../document/controls.ts';
import { pickId } from '../../document/record-id.ts';
import type { DocumentRecord } from '../../document/records.ts';
import { lookOf, lookOfShares } from './look.ts';
import { clusterFixture, runFixture } from './run-fixture.ts';

const runs = new Map([[1, runFixture({ clusters: [4, 5].map((id) => clusterFixture({ id })) })]]);

function documentOf(...records: DocumentRecord[]): Map<string, DocumentRecord> {
  return new Map(records.map((record) => [record.id, record]));
}

function pick(...clusters: { cluster: number; weight: number }[]): DocumentRecord {
  return { kind: 'pick', id: pickId(1), photo: 1, clusters };
}

it('is null where nothing is applied', () => {
  expect(lookOf(documentOf(), runs, 1)).toBeNull();
  expect(lookOf(documentOf(pick({ cluster: 4, weight: 1 })), runs, 2)).toBeNull();
});

it('takes the applied cluster with the controls of the document', () => {
  const records = documentOf(pick({ cluster: 4, weight: 1 }), controlRecord('strength', 0.9));
  expect(lookOf(records, runs, 1)).toEqual({
    clusters: [{ cluster: 4, weight: 1 }],
    strength: 0.9,
    area: DEFAULT_CONTROLS.area,
    feather: DEFAULT_CONTROLS.feather,
    softness: DEFAULT_CONTROLS.softness,
    lockDrift: DEFAULT_CONTROLS.lockDrift,
  });
});

it('leaves out clusters that are not there and shares the rest anew', () => {
  const shares = [
    { cluster: 4, weight: 0.2 },
    { cluster: 5, weight: 0.6 },
    { cluster: 9, weight: 0.2 },
  ];
  const look = lookOf(documentOf(pick(...shares)), runs, 1);
  expect(look?.clusters.map(({ cluster }) => cluster)).toEqual([4, 5]);
  expect(look?.clusters.map(({ weight }) => weight)).toEqual([0.25, expect.closeTo(0.75)]);
  expect(lookOf(documentOf(pick({ cluster: 9, weight: 1 })), runs, 1)).toBeNull();
});

it('is null where all shares are nothing', () => {
  expect(lookOfShares([{ cluster: 4, weight: 0 }], DEFAULT_CONTROLS)).toBeNull();
});
