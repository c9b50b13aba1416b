import { expect, it } from 'vitest';
import { newProject, noise, tamper } from './fixture.ts';
import { openProject } from './open.ts';

const prompt = { key: 'a'.repeat(64), prompt: 'a red vase', format: 'safetensors' };

it('keeps one encoding for a key, and nothing pruned but what gave way', () => {
  const project = newProject();
  expect(project.encodedPrompt(prompt.key)).toBeUndefined();
  const first = project.putEncodedPrompt({ ...prompt, bytes: noise(1000) });
  expect(project.encodedPrompt(prompt.key)).toEqual(first);
  expect(project.savings().blobs).toBe(0);
  const second = project.putEncodedPrompt({ ...prompt, bytes: noise(2000, 2) });
  expect(second.id).toBe(first.id);
  expect(project.blob(project.encodedPrompt(prompt.key)?.blob as string)).toHaveLength(2000);
  expect(project.savings().blobs).toBe(1);
  expect(project.check()).toEqual([]);
});

it('names a damaged one by its words, and takes another in its place', () => {
  const project = newProject();
  const { blob } = project.putEncodedPrompt({ ...prompt, bytes: noise(1000) });
  project.close();
  tamper(project.path, (db) =>
    db.prepare('UPDATE chunk SET bytes = ? WHERE blob = ?').run(noise(1000, 3), blob),
  );
  const again = openProject(project.path);
  try {
    expect(again.check()).toMatchObject([{ affects: ['the encoded prompt a red vase'] }]);
    again.putEncodedPrompt({ ...prompt, bytes: noise(1000) });
    expect(again.check()).toEqual([]);
  } finally {
    again.close();
  }
});
