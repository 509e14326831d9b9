/** Who decides, why they, and how far it is. */
import { type Adjustment, decidersOf, nameOf, type Tier, TIERS, waitsFor } from '@/api/adjustments';
import { useDirectory } from '@/api/directory';
import { useMe } from '@/api/session';
import { useFormat } from '@/parts/format';
import { Person } from '@/parts/Person';
import { useWords } from '@/words';

export type Why = 'goal' | 'result' | 'float' | 'within' | 'days';

/** What an adjustment's tier follows from: what it changes, else how far it extends in all. */
export function whyOf({ tier, fields }: Pick<Adjustment, 'tier' | 'fields'>): Why {
  const changes = (...tables: string[]) => fields.some(({ table }) => tables.includes(table));
  if (changes('goals', 'plan')) return 'goal';
  if (tier === 'superior') return 'days';
  if (changes('key_results')) return 'result';
  return tier === 'department_head' ? 'float' : 'within';
}

/** People and departments that decide. Above a department decides whoever heads the one that it belongs to. */
function Deciders({ adjustment }: { adjustment: Adjustment }) {
  const { department } = useDirectory();
  const codes = decidersOf(adjustment);
  if (adjustment.tier === 'key_result_owner') {
    return (
      <span className="facts">
        {codes.map((code) => (
          <Person key={code} code={code} />
        ))}
      </span>
    );
  }
  return (
    <span className="facts">
      {codes.map((code) => {
        const found = department(code);
        const above = adjustment.tier === 'superior' ? department(found?.parent ?? '') : found;
        return (
          <span key={code} className="facts">
            <span>{found?.name ?? code}</span>
            {above?.head && <Person code={above.head} />}
          </span>
        );
      })}
    </span>
  );
}

export function Approval({ adjustment }: { adjustment: Adjustment }) {
  const { t } = useWords();
  const { status, tier, fields } = adjustment;
  const open = status === 'draft' || status === 'submitted';
  return (
    <div className="approval">
      <ol className="ladder approval-ladder">
        {TIERS.map((one) => (
          <Rung key={one} tier={one} own={tier} open={open} />
        ))}
      </ol>
      <Next adjustment={adjustment} />
      {fields.length > 0 && (
        <p className="soft">
          {t('adjustments:why')}: {t(`adjustments:why_${whyOf(adjustment)}`)}
          {adjustment.extension_days > 0 &&
            ` · ${t('adjustments:extension')} ${t('parts:days', { count: adjustment.extension_days })}`}
          {adjustment.cumulative_extension_days > adjustment.extension_days &&
            ` · ${t('adjustments:cumulative')} ${t('parts:days', { count: adjustment.cumulative_extension_days })}`}
        </p>
      )}
    </div>
  );
}

function Rung({ tier, own, open }: { tier: Tier; own: Tier; open: boolean }) {
  const { t } = useWords();
  const decides = tier === own;
  return (
    <li
      className={decides ? (open ? 'approval-now' : 'ladder-passed') : 'ladder-ahead'}
      aria-current={decides ? 'step' : undefined}
    >
      <span className="ladder-number">{t(`adjustments:tier_${tier}`)}</span>
    </li>
  );
}

/** Whose turn it is; or what came of it. */
function Next({ adjustment }: { adjustment: Adjustment }) {
  const { t } = useWords();
  const format = useFormat();
  const me = useMe();
  const { person } = useDirectory();
  const { status, applicant, decided_by: by, decided_at: at } = adjustment;
  const home = (code: string) => person(code)?.department ?? '';
  if (status === 'draft' || status === 'submitted') {
    const draft = status === 'draft';
    return (
      <>
        <p className="approval-next">
          <b>{t('adjustments:next')}</b>
          <span>{t(draft ? 'adjustments:nextDraft' : 'adjustments:nextDecide')}</span>
          {draft ? <Person code={applicant} /> : <Deciders adjustment={adjustment} />}
        </p>
        {!draft && waitsFor(adjustment, me, home) && <p className="approval-yours">{t('adjustments:yours')}</p>}
        {!draft && applicant === nameOf(me) && <p className="soft">{t('adjustments:notYours')}</p>}
      </>
    );
  }
  const who = person(by ?? '')?.name ?? by ?? '';
  const when = format.moment(at);
  return (
    <>
      <p>
        {t(status === 'withdrawn' ? 'adjustments:withdrawnBy' : 'adjustments:decided', { who, when })}
        {adjustment.plan_version_number > 0 &&
          ` · ${t('adjustments:newVersion', { number: adjustment.plan_version_number })}`}
      </p>
      {adjustment.decision_note && <p className="quote">{adjustment.decision_note}</p>}
    </>
  );
}
