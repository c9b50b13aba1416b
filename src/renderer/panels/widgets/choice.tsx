import { Check, ChevronDown } from 'lucide-react';
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
} from 'react-aria-components';

interface ChoiceProps<Key extends string> {
  readonly label: string;
  /** Whether the label is only read out. */
  readonly isLabelHidden?: boolean;
  /** Whether it stands in a heading, where it is not the main thing. */
  readonly isSlight?: boolean;
  readonly choices: readonly { readonly key: Key; readonly name: string }[];
  readonly chosen: Key;
  readonly onChoose: (key: Key) => unknown;
  readonly isDisabled?: boolean | undefined;
}

/** One of several choices, in a list that opens. */
export function Choice<Key extends string>({
  label,
  choices,
  chosen,
  onChoose,
  ...rest
}: ChoiceProps<Key>) {
  const { isLabelHidden = false, isSlight = false, isDisabled = false } = rest;
  return (
    <Select
      className={isLabelHidden ? '' : 'field'}
      isDisabled={isDisabled}
      selectedKey={chosen}
      onSelectionChange={(key) => {
        const next = choices.find((choice) => choice.key === key);
        if (next) onChoose(next.key);
      }}
      {...(isLabelHidden && { 'aria-label': label })}
    >
      {!isLabelHidden && <Label>{label}</Label>}
      <Button className={`choice-button ${isSlight ? 'slight' : ''}`}>
        <SelectValue className="choice-value">{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown aria-hidden />
      </Button>
      <Popover className="popover" offset={4}>
        <ListBox className="menu">
          {choices.map(({ key, name }) => (
            <ListBoxItem key={key} id={key} textValue={name} className="menu-item">
              {({ isSelected }) => (
                <>
                  {name}
                  {isSelected && <Check aria-hidden size={14} className="menu-check" />}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
