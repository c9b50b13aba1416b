import { expect, it } from 'vitest';
import { controlRecord, controlsOf, DEFAULT_CONTROLS } from './controls.ts';
import type { DocumentRecord } from './records.ts';

it('takes a control that it cannot read for its default, and all others as they are', () => {
  const records: DocumentRecord[] = [
    controlRecord('strength', 0.8),
    { kind: 'parameter', id: 'control/likeness', value: 7 },
    { kind: 'parameter', id: 'control/mode', value: 'of a newer version' },
    { kind: 'parameter', id: 'control/of-a-newer-version', value: true },
  ];
  const controls = controlsOf(new Map(records.map((record) => [record.id, record])));
  expect(controls).toEqual({ ...DEFAULT_CONTROLS, strength: 0.8 });
});
