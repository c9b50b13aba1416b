import { ChevronDown } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import type { Preferences } from '../../../preload/app-state.ts';
import type { CommandId } from '../../../preload/commands.ts';
import { commandOf } from '../../commands/commands.ts';
import { run, useKeys } from '../../commands/run.ts';
import { prefer } from '../../state/preferences.ts';
import { useStore } from '../../state/store.ts';

const THEMES = [
  ['dark', 'Dark'],
  ['light', 'Light'],
  ['system', 'Same as the system'],
] as const satisfies readonly (readonly [Preferences['theme'], string])[];

/** The project's name, and what can be done with the project as a whole. */
export function ProjectMenu() {
  const name = useStore(({ project }) => project?.name);
  const isUnsaved = useStore(({ project }) => project?.isUnsaved);
  const theme = useStore(({ preferences }) => preferences.theme);
  const next = THEMES[(THEMES.findIndex(([key]) => key === theme) + 1) % THEMES.length];
  const [, themeName] = THEMES.find(([key]) => key === theme) ?? THEMES[0];
  return (
    <MenuTrigger>
      <Button className="button plain project-button" aria-label={`Project ${name}`}>
        <span className="project-name">{name}</span>
        <ChevronDown aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom start" offset={4}>
        <Menu className="menu" aria-label="Project">
          <CommandItem command="open" />
          <CommandItem command="save-as" label={isUnsaved ? 'Save as…' : 'Save a copy as…'} />
          <CommandItem command="export" />
          <CommandItem command="close" />
          <Separator className="menu-separator" />
          <CommandItem command="models" />
          <CommandItem command="shortcuts" />
          <MenuItem className="menu-item" onAction={() => next && prefer({ theme: next[0] })}>
            Theme
            <kbd>{themeName}</kbd>
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function CommandItem({ command, label }: { readonly command: CommandId; readonly label?: string }) {
  const keys = useKeys(command);
  const text = label ?? commandOf(command).label;
  return (
    <MenuItem className="menu-item" textValue={text} onAction={() => run(command)}>
      {text}
      {keys && <kbd>{keys}</kbd>}
    </MenuItem>
  );
}
