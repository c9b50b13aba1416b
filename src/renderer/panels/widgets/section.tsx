import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { arrange, useIsOpen } from '../../state/preferences.ts';
import './section.css';

interface SectionProps {
  /** Its name among the panels of the preferences. */
  readonly id: string;
  readonly title: string;
  /** Whether it is open until somebody closes it. */
  readonly isOpenAtFirst?: boolean;
  /** Shown at the end of its heading. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the inspector, which folds away and stays so. */
export function Section({ id, title, isOpenAtFirst = true, aside, children }: SectionProps) {
  const isOpen = useIsOpen(id, isOpenAtFirst);
  return (
    <section className="section" aria-label={title}>
      <Disclosure isExpanded={isOpen} onExpandedChange={(next) => arrange(id, { isOpen: next })}>
        <div className="section-head">
          <Heading level={2}>
            <Button slot="trigger" className="section-title">
              <ChevronRight aria-hidden />
              {title}
            </Button>
          </Heading>
          {aside}
        </div>
        <DisclosurePanel className="section-panel">
          <div className="section-body">{children}</div>
        </DisclosurePanel>
      </Disclosure>
    </section>
  );
}
