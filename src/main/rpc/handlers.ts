import type { Editor } from '../editor/editor.ts';
import type { Handlers } from './dispatch.ts';

/** The contract's methods, done by an editor. */
export function handlersOf(editor: Editor): Handlers {
  /** What methods answer that give nothing. */
  const done = (_: unknown): null => null;
  return {
    'app.state': () => editor.settledApp(),
    'app.setPreferences': (preferences) => done(editor.setPreferences(preferences)),
    'app.forgetRecent': ({ path }) => editor.files.forgetRecent(path),
    'app.discardUnsaved': ({ path }) => editor.files.discardUnsaved(path),

    'project.state': () => editor.projectState(),
    'project.open': ({ source, readOnly }) => editor.openSource(source, readOnly),
    'project.close': () => editor.close().then(done),
    'project.saveAs': ({ name }) => editor.saveAs(name),
    'project.addPicture': ({ source }) => editor.addPicture(source),
    'project.setView': (view) => done(editor.open.setView(view)),

    'document.commit': (gesture) => ({ edit: editor.open.commit(gesture) }),
    'document.undo': () => done(editor.open.undo()),
    'document.redo': () => done(editor.open.redo()),
    'document.goTo': ({ edit }) => done(editor.open.goTo(edit)),
    'document.nameEdit': ({ edit, name }) => done(editor.open.nameEdit(edit, name)),

    'explore.plan': ({ photo, controls }) => editor.open.explorer.plan(photo, controls),
    'explore.isOutdated': ({ photo, edit }) => editor.open.isOutdated(photo, edit),
    'explore.start': ({ photo }) => done(editor.open.explore(photo)),
    'explore.refine': ({ cluster, steps }) => done(editor.open.refine(cluster, steps)),
    'explore.cancel': () => editor.open.cancel().then(done),

    'export.plan': (options) => editor.exports.plan(editor.open, options),
    'export.write': (request) => editor.exports.write(editor.open, request),
    'export.cancel': () => done(editor.exports.cancel()),

    'models.list': () => editor.models.list(),
    'models.add': (request) => editor.models.add(request),
    'models.check': ({ id }) => editor.models.check(id),
    'models.cancelCheck': () => done(editor.models.cancelCheck()),
    'models.remove': ({ id }) => editor.models.remove(id),
  };
}
