/** Textures, so that delay, days off and make-up workdays are told by more than colour. */
export function Patterns() {
  return (
    <defs>
      <pattern id="gantt-late" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" className="gantt-late-ground" />
        <rect width="2.6" height="6" className="gantt-late-stripe" />
      </pattern>
      <pattern id="gantt-holiday" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <rect width="8" height="8" className="gantt-weekend" />
        <rect width="1.4" height="8" className="gantt-holiday-stripe" />
      </pattern>
      <pattern id="gantt-made-up" width="7" height="7" patternUnits="userSpaceOnUse">
        <circle cx="2" cy="2" r="1" className="gantt-made-up-dot" />
      </pattern>
    </defs>
  );
}
