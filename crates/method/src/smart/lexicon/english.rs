//! English words by what they say of an object. Words stand without endings; lists are written as text, their words apart by blanks.

/// Verbs, adverbs, connectives and nouns so general that they name nothing.
pub(super) const EMPTY: &str = "\
    a an the our ours their its it this that these those my your his her we us they them i you he she who which what whose one everyone everybody everything \
    someone something anyone all any every each some many much few several various other another own same such both more most less least better best good \
    great greatly well bigger larger biggest higher highest lower lowest faster fastest stronger strongest greater greatest smarter harder closer closely \
    further fewer new strong fast quick high low big large small hard smart excellent outstanding superior leading top first one number world-class \
    best-in-class class world key major main core important overall general total whole full entire comprehensive possible clear visible real true \
    positive vibrant healthy dynamic winning strategic operational organizational organisational effective efficient competitive professional innovative \
    innovation innovate digital digitalization digitalisation digitization transformation transform agile agility lean \
    by to of in on at for from with without and or nor but as per than then into onto over under within before until till through throughout during between \
    among across after since about around roughly approximately nearly almost up down out off above below via against toward towards versus vs not no \
    so if when where wherever whenever while how also only just even still again very quite too ever always never once soon asap now currently today \
    is are was were be been being am do does did done have has had having will would shall should must can could may might need let \
    significant significantly substantial substantially considerable considerably dramatic dramatically strongly continuous continuously continual constant constantly \
    steady steadily gradual gradually rapid rapidly quickly effectively efficiently strictly fully highly actively proactively consistently successfully smoothly \
    automatically timely promptly measurable measurably noticeable noticeably marked markedly average monthly weekly daily quarterly annual annually yearly \
    improve improvement increase grow growth raise rise lift boost enhance enhancement expand expansion extend strengthen optimize optimise optimization \
    optimisation streamline simplify maximize maximise minimize minimise reduce reduction decrease cut lower drop fall shorten shrink trim save saving limit \
    control achieve achievement attain reach hit meet exceed surpass beat deliver delivery-focused build create develop development establish set \
    make get keep maintain ensure hold stay remain give bring take put go come move push pull drive lead manage management run work act try strive aim \
    continue start begin implement implementation execute execution perform performance provide offer support help enable empower foster promote encourage \
    cultivate nurture inspire motivate focus concentrate pursue seek become turn change adapt adjust handle address solve fix use utilize leverage add gain \
    win earn sell want see look find know accelerate speed double triple quadruple halve completion assign assigned plan planning \
    coordinate collaborate collaboration cooperate cooperation communicate communication share align alignment engage deepen advance modernize modernise \
    upgrade revamp elevate sharpen tighten refine evolve thrive succeed success excel excellence \
    thing stuff job task effort work result outcome output ability capability capabilities skill level goal target objective kpi okr plan expectation \
    effectiveness culture spirit image influence competitiveness value attitude mindset awareness reputation atmosphere environment morale \
    enthusiasm motivation responsibility ownership accountability discipline teamwork synergy potential opportunity opportunities strength position \
    presence impact experience approach way practice system-wide edge game pace step next height track \
    area aspect field matter problem situation condition state status thing bit lot number amount figure rate ratio percentage percent point points time \
    year quarter month week day hour minute half end beginning start middle mid period date deadline year-end month-end quarter-end fy q h \
    least most maximum minimum max min approx company firm organization organisation enterprise-wide business-wide company-wide department division function unit \
    group headquarters everyone's people's there here sure true like well-being wellbeing \
    vision mission dream passion passionate commitment committed dedication dedicated trust confidence recognition visibility delight delighted happy happier \
    happiness satisfied satisfy please serve respond react listen learn study understand analyze analyse monitor evaluate assess measure optimal ideal \
    seamless robust sustainable holistic proactive user-friendly customer-centric data-driven results-driven results-oriented best-practice synergies momentum \
    landscape standard world-leading cutting-edge state-of-the-art next-generation next-level footprint bottom top bottom-line top-line game-changer value-added \
    relationship relation bond rapport attractive attractiveness appeal popular popularity famous respected recognized recognised renowned trusted preferred \
    reliable reliability flexible flexibility responsive responsiveness efficient modern cost-effective cost-efficient profitable productive ready readiness \
    prepare preparation ambitious ambition progress success successful breakthrough milestone-driven priority priorities important attention care careful \
    spread build-up foundation foundational basis base core-competence competence competency competencies competitiveness strengths weakness weaknesses gap \
    silo silos barrier barriers bottleneck bottlenecks obstacle obstacles challenge challenges trend trends future long-term short-term long short term \
    way ways smoother better-quality high-quality high-performing high-performance low-cost right wrong proper properly together internally externally internal \
    external inter-departmental cross-functional cross-departmental interdepartmental day-to-day everyday routine regular regularly rigorous rigor rigour \
    aggressive aggressively boldly bold hardworking diligent diligently serious seriously sense mutual deeper wider broader richer cheaper easier simpler \
    shorter longer busier tighter cleaner safer soonest forward ahead behind back off-track on-track maximum-value unlock realize realise unleash harness \
    embrace champion demonstrate reinforce solidify consolidate stabilize stabilise revitalize revitalise energize energise step-up ramp ramp-up beef grip \
    optimum hundred thousand million billion dozen avoid unnecessary needless office conscious stickiness benefit smooth rid inefficiency work-life balance life break bar accountable forecast shareholder resilience resilient risk-aware feedback up-to-date overhaul rework rethink reimagine reinvent pay";

/// Verbs that end with something to hand over.
pub(super) const DELIVERS: &str = "\
    launch publish release deploy install migrate sign obtain complete finish ship issue submit introduce replace integrate connect write draft document pilot certify file hire recruit organize organise host stage redesign rebuild refactor renew construct design";

/// Figures of a whole department: they name an object, and no scope.
pub(super) const TOTAL: &str = "\
    sale sales revenue turnover income profit profits profitability margin cost costs expense expenses expenditure spending spend earnings ebit ebitda growth \
    efficiency productivity throughput quality volume bookings cash budget business performance yield output";

/// What any department has: named alone, it says neither which nor where. A figure makes it an object.
pub(super) const WEAK: &str = "\
    customer client user consumer buyer employee staff people worker personnel workforce team talent pipeline leader leadership manager product service offering \
    brand market share channel order process processes workflow system platform tool data information technology supplier vendor partner supply chain logistics \
    inventory stock operation operations production manufacturing procurement purchasing finance hr risk compliance safety security training hiring recruitment \
    recruiting retention turnover attrition churn engagement satisfaction loyalty experience complaint defect error incident waste delivery lead response \
    conversion traffic lead leads fund funds resource resources asset assets project portfolio content campaign marketing advertising department departments \
    cycle accuracy availability uptime coverage utilization utilisation stakeholder centric oriented driven focused minded building wide nps csat roi headcount \
    environmental sustainability social responsibility community investment capital";

/// Words that name a scope although they look general.
pub(super) const STRONG: &str = "online offline website webshop mobile export domestic overseas existing repeat enterprise smb wholesale retail";
