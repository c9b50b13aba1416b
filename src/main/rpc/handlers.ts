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
    'project.setView': (view) => done(editor.workspace.setView(view)),

    'document.commit': (gesture) => ({ edit: editor.workspace.commit(gesture) }),
    'document.undo': () => done(editor.workspace.undo()),
    'document.redo': () => done(editor.workspace.redo()),
    'document.goTo': ({ edit }) => done(editor.workspace.goTo(edit)),
    'document.nameEdit': ({ edit, name }) => done(editor.workspace.nameEdit(edit, name)),

    'explore.plan': ({ photo, controls }) => editor.workspace.explorer.plan(photo, controls),
    'explore.isOutdated': ({ photo, edit }) => editor.workspace.isOutdated(photo, edit),
    'explore.start': ({ photo }) => done(editor.workspace.explore(photo)),
    'explore.refine': ({ cluster, steps }) => done(editor.workspace.refine(cluster, steps)),
    'explore.cancel': () => editor.workspace.cancel().then(done),

    'export.plan': (options) => editor.exports.plan(editor.workspace, options),
    'export.write': (request) => editor.exports.write(editor.workspace, request),
    'export.cancel': () => done(editor.exports.cancel()),

    'models.list': () => editor.models.list(),
    'models.add': (request) => editor.models.add(request),
    'models.check': ({ id }) => editor.models.check(id),
    'models.cancelCheck': () => done(editor.models.cancelCheck()),
    'models.remove': ({ id }) => editor.models.remove(id),
  };
}
