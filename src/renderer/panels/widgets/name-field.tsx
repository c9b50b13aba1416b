import { useState } from 'react';
import { Input, TextField } from 'react-aria-components';

interface NameFieldProps {
  readonly label: string;
  readonly name: string;
  /** Shown while nothing is typed. */
  readonly placeholder?: string;
  readonly className?: string;
  /** Hears the name once, by Enter or when the field is left; null where Escape was pressed. */
  readonly onDone: (name: string | null) => void;
}

/** A name that is being changed: it stands in the name's place until it is done. */
export function NameField({
  label,
  name,
  placeholder = '',
  className = '',
  onDone,
}: NameFieldProps) {
  const [typed, setTyped] = useState(name);
  return (
    <TextField
      className={className}
      aria-label={label}
      autoFocus
      value={typed}
      onChange={setTyped}
      onFocus={({ target }) => target instanceof HTMLInputElement && target.select()}
      onBlur={() => onDone(typed.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          // Not to be taken for a press of what comes in its place.
          event.preventDefault();
          onDone(typed.trim());
        }
        if (event.key === 'Escape') onDone(null);
      }}
    >
      <Input className="input" placeholder={placeholder} />
    </TextField>
  );
}
