import type { LucideIcon } from 'lucide-react';
import {
  Button,
  ToggleButton,
  Tooltip,
  type TooltipProps,
  TooltipTrigger,
} from 'react-aria-components';
import type { CommandId } from '../../../preload/commands.ts';
import { commandOf } from '../../commands/commands.ts';
import { run, useKeys } from '../../commands/run.ts';

interface IconButtonProps {
  /** What it does: its name for a screen reader, and its tip. */
  readonly label: string;
  readonly icon: LucideIcon;
  /** Left out for what opens a menu. */
  readonly onPress?: () => unknown;
  /** Keys that do the same, as they are shown. */
  readonly keys?: string | undefined;
  /** Given for what is on or off. */
  readonly isOn?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly className?: string;
  /** On which side its tip shows. */
  readonly tipSide?: TooltipProps['placement'];
}

/** A button that shows an icon, with its name and keys in a tip. */
export function IconButton({
  label,
  icon: Icon,
  keys,
  isOn,
  className = '',
  tipSide = 'top',
  ...rest
}: IconButtonProps) {
  const { onPress = () => undefined, isDisabled = false } = rest;
  const common = { 'aria-label': label, isDisabled, className: `icon-button ${className}` };
  return (
    <TooltipTrigger delay={500}>
      {isOn === undefined ? (
        <Button {...common} onPress={onPress}>
          <Icon aria-hidden />
        </Button>
      ) : (
        <ToggleButton {...common} isSelected={isOn} onChange={onPress}>
          <Icon aria-hidden />
        </ToggleButton>
      )}
      <Tooltip className="tip" placement={tipSide} offset={6}>
        {label}
        {keys && <kbd>{keys}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}

interface CommandButtonProps
  extends Pick<IconButtonProps, 'icon' | 'isOn' | 'isDisabled' | 'tipSide'> {
  readonly command: CommandId;
}

/** A button of a command's, with its label and keys. */
export function CommandButton({ command, ...rest }: CommandButtonProps) {
  const keys = useKeys(command);
  return (
    <IconButton
      {...rest}
      label={commandOf(command).label}
      keys={keys}
      onPress={() => run(command)}
    />
  );
}
