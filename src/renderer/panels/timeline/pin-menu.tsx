import { Bookmark } from 'lucide-react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useStore } from '../../state/store.ts';
import { IconButton } from '../widgets/icon-button.tsx';

/** The iterates that were pinned, to come back to; nothing where there are none. */
export function PinMenu({ onChoose }: { readonly onChoose: (iterate: number) => void }) {
  const records = useStore((state) => state.records);
  const pins = [...records.values()].filter((record) => record.kind === 'pin');
  if (pins.length === 0) return null;
  return (
    <MenuTrigger>
      <IconButton label="Pinned iterates" icon={Bookmark} />
      <Popover className="popover" placement="top end" offset={4}>
        <Menu className="menu" aria-label="Pinned iterates">
          {pins.map(({ id, iterate, name }) => (
            <MenuItem key={id} className="menu-item" onAction={() => onChoose(iterate)}>
              {name}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
