using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Relations;

/// <summary>
/// The rows of an aggregation as a plan that yields, for each aggregate, the row's value where the row counts and a missing value where it
/// does not: so a target says windows and conditions as it says any plan, and aggregates plain columns.
/// </summary>
/// <param name="Plan">The plan; small definitions of the rows' plan are written into the expressions that use them.</param>
/// <param name="Inputs">Where the plan's inputs come from, in order.</param>
/// <param name="Values">The output for each aggregate; null where every row counts and nothing is asked of it.</param>
/// <param name="Time">The output with the row's time, where an aggregate asks for the order of rows; null where none does.</param>
/// <param name="Carried">The outputs for what is carried along, in order.</param>
/// <param name="Earliest">
/// What no row that counts lies before, and of which windows that begin there do not ask again; null where a window has no beginning, or
/// where time is computed and so only known of a row that was read.
/// </param>
/// <param name="Latest">What every row that counts lies before; null as for <paramref name="Earliest"/>, and where rows have no time.</param>
/// <remarks>Where rows have local times, these bounds are for <see cref="TimeColumn"/> as it stands, wide enough for every offset of the zone.</remarks>
public sealed record WindowedRows(
    ScoringPlan Plan,
    ImmutableArray<WindowedInput> Inputs,
    ImmutableArray<string?> Values,
    string? Time,
    ImmutableArray<string> Carried,
    TimeSpanBefore? Earliest,
    TimeSpanBefore? Latest)
{
    private const int LargestInlined = 60;
    private const int LongestMonth = 31 * 86_400;
    private const int LargestShift = 2 * 86_400;

    /// <summary>Makes the plan.</summary>
    /// <param name="aggregation">The aggregation of a valid plan.</param>
    /// <param name="writesRepeatedly">Whether a small definition is written into every expression that uses it, and not only where there is one.</param>
    /// <param name="hasZone">Whether a zone's clocks count days and months.</param>
    /// <param name="carried">What is carried along beside the values, such as keys.</param>
    public static WindowedRows Of(Aggregation aggregation, bool writesRepeatedly, bool hasZone, params ReadOnlySpan<FieldSchema> carried) =>
        new Maker(aggregation, writesRepeatedly, hasZone).Make(carried);

    /// <summary>The column with the rows' time, in UTC or local; null where it is computed of something else.</summary>
    /// <param name="aggregation">The aggregation.</param>
    public static string? TimeColumn(Aggregation aggregation)
    {
        PlanValue? time = aggregation.Rows.Outputs.FirstOrDefault(output => output.Schema.Name == aggregation.Time)?.Value;
        int input = time is null ? -1 : aggregation.Rows.Inputs.Select(each => each.Value).ToList().IndexOf(time);
        return aggregation.LocalTime?.Column
            ?? (input >= 0 && aggregation.Sources[input] is ColumnSource { Path.IsEmpty: true } source ? source.Column : null);
    }

    private sealed class Maker(Aggregation aggregation, bool writesRepeatedly, bool hasZone)
    {
        private readonly PlanNames names = new(aggregation.Rows);
        private readonly Dictionary<TimeSpanBefore, PlanValue> bounds = [];
        private readonly List<(PlanInput Input, WindowedInput Source)> added = [];
        private readonly Dictionary<PlanValue, Expression> inlined = Inlined(aggregation, writesRepeatedly);
        private readonly string? timeColumn = TimeColumn(aggregation);
        private Expression? time;

        public WindowedRows Make(ReadOnlySpan<FieldSchema> carried)
        {
            var outputs = new List<PlanOutput>();
            var definitions = new List<Definition>(aggregation.Rows.Definitions.Select(Inline));
            var keys = ImmutableArray.CreateBuilder<string>();
            foreach (FieldSchema column in carried)
            {
                PlanValue value = Input(column.Name, column.Type, new WindowedInput(null, null) { Carried = keys.Count });
                keys.Add(Show(value));
            }

            (TimeSpanBefore? earliest, bool isExact, TimeSpanBefore? latest) = aggregation.Time is null ? (null, false, null) : Range();
            time = aggregation.Time is null ? null
                : timeColumn is null || aggregation.LocalTime is not null ? Output(aggregation.Time)
                : Build.Ref(Input("event_time", DataType.DateTime, new WindowedInput(new ColumnSource([], timeColumn), null) { IsComparedOnly = true }));
            var values = ImmutableArray.CreateBuilder<string?>();
            foreach (Aggregate aggregate in aggregation.Aggregates)
            {
                Expression[] tests = [.. Tests(aggregate, isExact ? earliest : null, aggregation.LocalTime is null ? latest : null)];
                Expression argument = Argument(aggregate, tests, out Expression all);
                values.Add(aggregate.Argument is null && tests.Length == 0 ? null : Show(Define(Build.If(all, argument, Literal.Missing(argument.Type)))));
            }

            bool isOrdered = aggregation.Aggregates.Any(aggregate => aggregate.Function is AggregateFunction.First or AggregateFunction.Last);
            string? order = isOrdered ? Show(Define(Output(aggregation.Time!))) : null;
            ScoringPlan plan = aggregation.Rows with
            {
                Inputs = [.. aggregation.Rows.Inputs, .. added.Select(each => each.Input)],
                Outputs = [.. outputs],
            };
            return new WindowedRows(
                plan with { Stages = StageLayout.Arrange(plan.Inputs.Select(input => input.Value), Needed(definitions, outputs)) },
                [.. aggregation.Sources.Select(source => new WindowedInput(source, null)), .. added.Select(each => each.Source)],
                values.ToImmutable(),
                order,
                keys.ToImmutable(),
                Ahead(earliest, aggregation.LocalTime?.Least),
                Ahead(latest, aggregation.LocalTime?.Greatest));

            string Show(PlanValue value)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"c{outputs.Count + 1}");
                outputs.Add(new PlanOutput(new FieldSchema(name, value.Type), value, Origin.None));
                return name;
            }

            PlanValue Define(Expression expression)
            {
                if (expression is ValueReference reference)
                {
                    return reference.Value;
                }

                PlanValue value = names.NewValue("counted", expression.Type);
                definitions.Add(new ScalarDefinition(value, expression, Origin.None));
                return value;
            }
        }

        private IEnumerable<Expression> Tests(Aggregate aggregate, TimeSpanBefore? earliest, TimeSpanBefore? latest)
        {
            if (aggregate.Window is { } window)
            {
                if (window.From is { } from && from != earliest)
                {
                    yield return Build.Binary(BinaryOperator.GreaterOrEqual, time!, Bound(from));
                }

                if (window.To != latest)
                {
                    yield return Build.Binary(BinaryOperator.Less, time!, Bound(window.To));
                }
            }

            if (aggregate.Condition is { } condition)
            {
                yield return Output(condition);
            }
        }

        private Expression Argument(Aggregate aggregate, Expression[] tests, out Expression all)
        {
            all = tests.Length == 0 ? Literal.True : Build.And(tests);
            Expression argument = aggregate.Argument is null ? Literal.Integer(1) : Output(aggregate.Argument);
            if (aggregate.Function == AggregateFunction.Sum && argument.Type == DataType.Double)
            {
                Expression fits = Build.Binary(
                    BinaryOperator.LessOrEqual, Build.Unary(UnaryOperator.Abs, argument), Build.Number(AggregateValues.LargestAdded));
                all = Build.And([.. tests, fits]);
            }

            return (argument.Type, aggregate.Function) switch
            {
                // The two zeros are one number.
                (DataType.Double, AggregateFunction.CountDistinct) =>
                    Build.If(Build.Equal(argument, Build.Number(0)), Build.Number(0), argument),
                (DataType.Boolean, _) => Build.Unary(UnaryOperator.ToInteger, argument),
                _ => argument,
            };
        }

        // What the windows have in common, so that rows outside are not even read.
        private (TimeSpanBefore? Earliest, bool IsExact, TimeSpanBefore? Latest) Range()
        {
            if (timeColumn is null)
            {
                return (null, false, null);
            }

            Window[] windows = [.. aggregation.Aggregates.Select(aggregate => aggregate.Window!)];
            TimeSpanBefore latest = windows.Select(window => window.To).Where(to => windows.All(other => IsWithin(to, other.To))).FirstOrDefault();
            if (windows.Any(window => window.From is null))
            {
                return (null, false, latest);
            }

            TimeSpanBefore[] begins = [.. windows.Select(window => window.From!.Value).Distinct()];
            foreach (TimeSpanBefore begin in begins.Where(begin => begins.All(other => IsWithin(other, begin))))
            {
                return (begin, aggregation.LocalTime is null, latest);
            }

            // Of a month and thirty days nobody knows which is longer: no month is longer than the longest, and no zone's clocks were ever
            // set by more than the slack.
            return (new TimeSpanBefore(0, (hasZone ? LargestShift : 0) + begins.Max(begin => (begin.Months * (long)LongestMonth) + begin.ByCalendar().Seconds + begin.Seconds)), false, latest);
        }

        private static TimeSpanBefore? Ahead(TimeSpanBefore? bound, int? offset) =>
            bound is { } span && offset is { } seconds ? span with { Seconds = span.Seconds - seconds } : bound;

        private static bool IsWithin(TimeSpanBefore shorter, TimeSpanBefore longer) =>
            shorter.Months <= longer.Months && shorter.Days <= longer.Days && shorter.Seconds <= longer.Seconds;

        private ValueReference Bound(TimeSpanBefore span)
        {
            if (!bounds.TryGetValue(span, out PlanValue? value))
            {
                bounds.Add(span, value = Input("bound", DataType.DateTime, new WindowedInput(null, span)));
            }

            return new ValueReference(value);
        }

        private PlanValue Input(string name, DataType type, WindowedInput source)
        {
            PlanValue value = names.NewValue(name, type);
            added.Add((new PlanInput(value, new FieldSchema(value.Name, type), Origin.None), source));
            return value;
        }

        private Expression Output(string name)
        {
            PlanValue value = aggregation.Rows.Outputs.First(output => output.Schema.Name == name).Value;
            return inlined.GetValueOrDefault(value) ?? Build.Ref(value);
        }

        private Definition Inline(Definition definition) => definition is ScalarDefinition scalar
            ? scalar with { Expression = inlined.GetValueOrDefault(scalar.Value) ?? new Substitution(inlined).Rewrite(scalar.Expression) }
            : definition;

        private static Dictionary<PlanValue, Expression> Inlined(Aggregation aggregation, bool writesRepeatedly)
        {
            ScoringPlan rows = aggregation.Rows;
            IEnumerable<string?> asked = aggregation.Aggregates.SelectMany(aggregate => new[] { aggregate.Argument, aggregate.Condition }).Append(aggregation.Time);
            Dictionary<PlanValue, int> uses = rows.Definitions.SelectMany(References.Of)
                .Concat(asked.OfType<string>().Select(name => rows.Outputs.First(output => output.Schema.Name == name).Value))
                .CountBy(value => value)
                .ToDictionary();
            var inlined = new Dictionary<PlanValue, Expression>();
            foreach (ScalarDefinition definition in rows.Definitions.OfType<ScalarDefinition>())
            {
                Expression expression = new Substitution(inlined).Rewrite(definition.Expression);
                if ((writesRepeatedly || uses.GetValueOrDefault(definition.Value) <= 1) && ExpressionSize.Of(expression) <= LargestInlined)
                {
                    inlined.Add(definition.Value, expression);
                }
            }

            return inlined;
        }

        private static IEnumerable<Definition> Needed(List<Definition> definitions, List<PlanOutput> outputs)
        {
            HashSet<PlanValue> needed = [.. outputs.Select(output => output.Value)];
            for (int i = definitions.Count - 1; i >= 0; i--)
            {
                if (definitions[i].Values.Any(needed.Contains))
                {
                    needed.UnionWith(References.Of(definitions[i]));
                }
            }

            return definitions.Where(definition => definition.Values.Any(needed.Contains));
        }
    }

    private sealed class Substitution(Dictionary<PlanValue, Expression> inlined) : ExpressionRewriter
    {
        protected override Expression Replace(Expression expression) =>
            expression is ValueReference reference && inlined.TryGetValue(reference.Value, out Expression? value) ? value : expression;
    }
}

/// <summary>Where an input of windowed rows comes from: one of three.</summary>
/// <param name="Source">A column or the as-of time; null for the others.</param>
/// <param name="Bound">A time so long before the as-of time; null for the others.</param>
public sealed record WindowedInput(FeatureSource? Source, TimeSpanBefore? Bound)
{
    /// <summary>The position among what is carried along; null for the others.</summary>
    public int? Carried { get; init; }

    /// <summary>
    /// Whether the column, a time, is compared with bounds and nothing else: these are whole seconds, so its own fractions make no difference.
    /// </summary>
    public bool IsComparedOnly { get; init; }
}
