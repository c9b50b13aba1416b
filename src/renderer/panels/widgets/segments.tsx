import type { LucideIcon } from 'lucide-react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';

interface SegmentsProps<Key extends string> {
  readonly label: string;
  readonly choices: readonly {
    readonly key: Key;
    readonly name: string;
    readonly icon?: LucideIcon;
  }[];
  /** Null where none of them is taken. */
  readonly chosen: Key | null;
  readonly onChoose: (key: Key) => unknown;
  readonly isDisabled?: boolean | undefined;
}

/** A few choices side by side, of which one is taken. */
export function Segments<Key extends string>({
  choices,
  chosen,
  onChoose,
  ...rest
}: SegmentsProps<Key>) {
  const { label, isDisabled = false } = rest;
  return (
    <ToggleButtonGroup
      aria-label={label}
      className="segments"
      selectionMode="single"
      disallowEmptySelection={chosen !== null}
      selectedKeys={chosen === null ? [] : [chosen]}
      isDisabled={isDisabled}
      onSelectionChange={(keys) => {
        const next = choices.find(({ key }) => keys.has(key));
        if (next) onChoose(next.key);
      }}
    >
      {choices.map(({ key, name, icon: Icon }) => (
        <ToggleButton key={key} id={key} className="segment">
          {Icon && <Icon aria-hidden size={16} />}
          {name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
