/** What moves in time: before above, after below, on one small scale. The table beside it says the same in words. */
import { useFormat } from '@/parts/format';
import { useWords } from '@/words';

import { placed, type Span } from './strip';

export function TimeStrip({ spans, today }: { spans: Span[]; today: string }) {
  const { t } = useWords();
  const format = useFormat();
  const days = spans.flatMap(({ before, after }) =>
    [before.start, before.end, after.start, after.end].filter((day) => day !== undefined),
  );
  const { at, marks } = placed(days, today);
  const said = ({ start, end }: Span['before']) =>
    start ? `${format.day(start)} – ${format.day(end)}` : format.day(end);
  const lane = (which: 'before' | 'after', { start, end }: Span['before']) =>
    start ? (
      <i
        className={`strip-bar strip-${which}`}
        style={{ insetInlineStart: `${at(start)}%`, width: `${Math.max(0.8, at(end) - at(start))}%` }}
      />
    ) : (
      <i className={`strip-day strip-${which}`} style={{ insetInlineStart: `${at(end)}%` }} />
    );
  return (
    <div className="strip">
      <div className="strip-head" aria-hidden>
        <span />
        <div>
          {marks.map((mark) => (
            <span key={mark.day} style={{ insetInlineStart: `${mark.at}%` }}>
              {format.day(mark.day)}
            </span>
          ))}
        </div>
      </div>
      <ul>
        {spans.map((span) => (
          <li key={span.code}>
            <span className="code">{span.code}</span>
            <div
              className="strip-lanes"
              role="img"
              aria-label={t('adjustments:stripRow', {
                code: span.code,
                before: said(span.before),
                after: said(span.after),
              })}
            >
              {marks.map((mark) => (
                <i key={mark.day} className="strip-month" style={{ insetInlineStart: `${mark.at}%` }} />
              ))}
              <i className="strip-today" style={{ insetInlineStart: `${at(today)}%` }} />
              {lane('before', span.before)}
              {lane('after', span.after)}
            </div>
          </li>
        ))}
      </ul>
      <p className="strip-legend" aria-hidden>
        <i className="strip-key strip-before" /> {t('adjustments:before')}
        <i className="strip-key strip-after" /> {t('adjustments:after')}
        <i className="strip-key strip-key-today" /> {t('gantt:todayLine')}
      </p>
    </div>
  );
}
