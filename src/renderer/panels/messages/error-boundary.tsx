import { Component, type ErrorInfo, type ReactNode } from 'react';
import { rpc } from '../../session.ts';
import './messages.css';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | null;
  /** Which part of the page failed. */
  readonly where: string;
}

/**
 * Stands in for the page where showing it failed. Whatever was done is main's to keep, so a reload
 * comes back to it.
 */
export class ErrorBoundary extends Component<Props, State> {
  override readonly state: State = { error: null, where: '' };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(_: unknown, { componentStack }: ErrorInfo): void {
    this.setState({ where: componentStack ?? '' });
  }

  override render(): ReactNode {
    const { error, where } = this.state;
    if (!error) return this.props.children;
    const details = `${error.stack ?? error.message}\n${where}`;
    return (
      <main className="failed" role="alert">
        <h1>Penumbra could not show this page.</h1>
        <p>
          Your work is safe: every step was saved as you made it. Reload to continue where you were;
          if it happens again, close the project and report the details.
        </p>
        <div className="failed-actions">
          <button type="button" className="button primary" onClick={() => location.reload()}>
            Reload
          </button>
          <button type="button" className="button" onClick={leaveProject}>
            Close the project
          </button>
          <button
            type="button"
            className="button"
            onClick={() => navigator.clipboard.writeText(details)}
          >
            Copy details
          </button>
        </div>
        <details>
          <summary>Details</summary>
          <pre>{details}</pre>
        </details>
      </main>
    );
  }
}

/** The way out where the project itself cannot be shown. */
async function leaveProject(): Promise<void> {
  await rpc.call('project.close', null);
  location.reload();
}
