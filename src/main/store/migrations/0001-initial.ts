import type { Migration } from './migration.ts';

/** Format 1. `docs/file-format.md` describes every table. */
export const initial = {
  version: 1,
  columns: {
    edit: ['parent', 'label', 'made'],
    change: ['edit', 'record', 'value', 'previous'],
    edit_name: ['edit', 'name', 'named'],
    head: ['edit', 'tip'],
    photo: ['name', 'media', 'role', 'width', 'height', 'blob', 'added'],
    run: ['photo', 'edit', 'parameters', 'model', 'model_sha256', 'provider', 'app', 'started'],
    run_end: ['run', 'outcome', 'message', 'ended'],
    iterate: ['run', 'step', 'latent', 'dtype', 'shape', 'measures'],
    cluster: ['run', 'latent', 'dtype', 'shape', 'measures'],
    cluster_member: ['cluster', 'iterate'],
    adapter: ['run', 'name', 'format', 'blob'],
    encoded_prompt: ['key', 'prompt', 'format', 'blob'],
    preview: ['photo', 'edit', 'iterate', 'cluster', 'media', 'width', 'height', 'blob'],
    setting: ['name', 'value'],
  },
  up: (db) => db.exec(SCHEMA),
} as const satisfies Migration;

const SCHEMA = `
  CREATE TABLE blob (
    sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
    length INTEGER NOT NULL CHECK (length >= 0)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE chunk (
    id INTEGER PRIMARY KEY,
    blob TEXT NOT NULL REFERENCES blob (sha256),
    position INTEGER NOT NULL CHECK (position >= 0),
    bytes BLOB NOT NULL,
    UNIQUE (blob, position)
  ) STRICT;

  CREATE TABLE edit (
    id INTEGER PRIMARY KEY,
    parent INTEGER REFERENCES edit (id) CHECK (parent < id),
    label TEXT NOT NULL,
    made INTEGER NOT NULL,
    seal TEXT NOT NULL,
    CHECK ((parent IS NULL) = (id = 1))
  ) STRICT;
  CREATE INDEX edit_parent ON edit (parent);

  CREATE TABLE change (
    id INTEGER PRIMARY KEY,
    edit INTEGER NOT NULL REFERENCES edit (id),
    record TEXT NOT NULL,
    value TEXT,
    previous INTEGER REFERENCES change (id) CHECK (previous < id),
    seal TEXT NOT NULL,
    UNIQUE (edit, record)
  ) STRICT;

  CREATE TABLE edit_name (
    id INTEGER PRIMARY KEY,
    edit INTEGER NOT NULL REFERENCES edit (id),
    name TEXT,
    named INTEGER NOT NULL,
    seal TEXT NOT NULL
  ) STRICT;

  CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    edit INTEGER NOT NULL REFERENCES edit (id),
    tip INTEGER NOT NULL REFERENCES edit (id),
    seal TEXT NOT NULL
  ) STRICT;

  CREATE TABLE photo (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('original', 'strokes', 'reference')),
    width INTEGER NOT NULL CHECK (width > 0),
    height INTEGER NOT NULL CHECK (height > 0),
    blob TEXT NOT NULL REFERENCES blob (sha256),
    added INTEGER NOT NULL,
    seal TEXT NOT NULL,
    UNIQUE (blob, role)
  ) STRICT;

  CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    photo INTEGER NOT NULL REFERENCES photo (id),
    edit INTEGER NOT NULL REFERENCES edit (id),
    parameters TEXT NOT NULL CHECK (json_valid(parameters)),
    model TEXT NOT NULL,
    model_sha256 TEXT NOT NULL CHECK (length(model_sha256) = 64),
    provider TEXT NOT NULL,
    app TEXT NOT NULL,
    started INTEGER NOT NULL,
    seal TEXT NOT NULL
  ) STRICT;

  CREATE TABLE run_end (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL UNIQUE REFERENCES run (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'cancelled', 'failed')),
    message TEXT,
    ended INTEGER NOT NULL,
    seal TEXT NOT NULL
  ) STRICT;

  CREATE TABLE iterate (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id),
    step INTEGER NOT NULL,
    latent TEXT NOT NULL REFERENCES blob (sha256),
    dtype TEXT NOT NULL CHECK (dtype IN ('float16', 'bfloat16')),
    shape TEXT NOT NULL CHECK (json_valid(shape)),
    measures TEXT NOT NULL CHECK (json_valid(measures)),
    seal TEXT NOT NULL,
    UNIQUE (run, step)
  ) STRICT;

  CREATE TABLE cluster (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id),
    latent TEXT NOT NULL REFERENCES blob (sha256),
    dtype TEXT NOT NULL CHECK (dtype IN ('float16', 'bfloat16')),
    shape TEXT NOT NULL CHECK (json_valid(shape)),
    measures TEXT NOT NULL CHECK (json_valid(measures)),
    seal TEXT NOT NULL
  ) STRICT;
  CREATE INDEX cluster_run ON cluster (run);

  CREATE TABLE cluster_member (
    id INTEGER PRIMARY KEY,
    cluster INTEGER NOT NULL REFERENCES cluster (id),
    iterate INTEGER NOT NULL REFERENCES iterate (id),
    seal TEXT NOT NULL,
    UNIQUE (cluster, iterate)
  ) STRICT;

  CREATE TABLE adapter (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id),
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    blob TEXT NOT NULL REFERENCES blob (sha256),
    seal TEXT NOT NULL
  ) STRICT;

  CREATE TABLE encoded_prompt (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE CHECK (length(key) = 64),
    prompt TEXT NOT NULL,
    format TEXT NOT NULL,
    blob TEXT NOT NULL REFERENCES blob (sha256),
    seal TEXT NOT NULL
  ) STRICT;

  CREATE TABLE preview (
    id INTEGER PRIMARY KEY,
    photo INTEGER REFERENCES photo (id),
    edit INTEGER REFERENCES edit (id),
    iterate INTEGER REFERENCES iterate (id),
    cluster INTEGER REFERENCES cluster (id),
    media TEXT NOT NULL,
    width INTEGER NOT NULL CHECK (width > 0),
    height INTEGER NOT NULL CHECK (height > 0),
    blob TEXT NOT NULL REFERENCES blob (sha256),
    seal TEXT NOT NULL,
    CHECK (
      (photo IS NOT NULL) + (edit IS NOT NULL) + (iterate IS NOT NULL) + (cluster IS NOT NULL) = 1
    )
  ) STRICT;
  CREATE INDEX preview_photo ON preview (photo) WHERE photo IS NOT NULL;
  CREATE INDEX preview_edit ON preview (edit) WHERE edit IS NOT NULL;
  CREATE INDEX preview_iterate ON preview (iterate) WHERE iterate IS NOT NULL;
  CREATE INDEX preview_cluster ON preview (cluster) WHERE cluster IS NOT NULL;

  CREATE TABLE setting (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL CHECK (json_valid(value)),
    seal TEXT NOT NULL
  ) STRICT;
`;
