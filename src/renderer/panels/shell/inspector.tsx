import { ExploreBar } from '../explore/explore-bar.tsx';
import { ExploreSection } from '../explore/explore-section.tsx';
import { HistorySection } from '../history/history-section.tsx';
import { RefineSection } from '../refine/refine-section.tsx';
import { StrokesSection } from '../strokes/strokes-section.tsx';

/** What is set, from top to bottom as the work goes; the one big button is always in sight. */
export function Inspector() {
  return (
    <>
      <div className="inspector-scroll">
        <StrokesSection />
        <ExploreSection />
        <RefineSection />
        <HistorySection />
      </div>
      <ExploreBar />
    </>
  );
}
