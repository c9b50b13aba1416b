import type { ReactNode } from 'react';
import { Switch } from 'react-aria-components';

interface ToggleProps {
  readonly children: ReactNode;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => unknown;
  readonly isDisabled?: boolean | undefined;
}

/** Something that is on or off. */
export function Toggle({ children, isOn, onChange, isDisabled = false }: ToggleProps) {
  return (
    <Switch className="switch" isSelected={isOn} onChange={onChange} isDisabled={isDisabled}>
      <span className="switch-track" />
      {children}
    </Switch>
  );
}
