using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>Lowers aggregates: what is computed per row goes into the plan of rows, what is computed of aggregates into the scoring plan.</summary>
/// <remarks>Decimals are added as integers, scaled by a power of ten, so that sums are exact in any order.</remarks>
internal sealed class Aggregates(Declarations declarations, DiagnosticBag diagnostics)
{
    private static readonly string[] Functions = ["sum", "count", "average", "min", "max", "first", "last", "trend"];

    private readonly List<(string Key, AggregationDraft Draft)> drafts = [];

    /// <summary>The aggregations so far, in the order in which they were asked for.</summary>
    public IEnumerable<AggregationDraft> Drafts => drafts.Select(entry => entry.Draft);

    /// <summary>Lowers an aggregate; null after a diagnostic.</summary>
    /// <param name="call">The call.</param>
    /// <param name="scope">The scope of the scored row.</param>
    /// <param name="inputs">The inputs of the scoring plan.</param>
    public Typed? Lower(CallFormula call, Scope scope, ColumnValues inputs)
    {
        if (!Functions.Contains(call.Function))
        {
            return Refuse(call, $"'{call.Function}' is no aggregate{Declarations.Hint(call.Function, Functions)}; there are {string.Join(", ", Functions)}");
        }

        if (call.Over is null)
        {
            return Refuse(call, "an aggregate says over which time: 'over last 7 days', or 'over lifetime'");
        }

        if (call.Arguments.Length != 1 || (call.IsDistinct && call.Function != "count"))
        {
            return Refuse(call, call.IsDistinct ? "'distinct' belongs to 'count'" : "an aggregate has one argument");
        }

        bool isBucketed = call.Per is not null;
        if (call.Function == "trend" && !isBucketed)
        {
            return Refuse(call, "a trend is one of sums per unit of time: trend(sum(…) per week) over last 8 weeks");
        }

        CallFormula inner = call;
        if (isBucketed)
        {
            if (call.Function is not ("average" or "trend") || call.Arguments[0] is not CallFormula { Function: "sum" or "count", IsDistinct: false, Arguments.Length: 1, Per: null, Over: null } sum || call.Where is not null || call.Via is not null)
            {
                return Refuse(call, "'per' belongs to average(sum(…) per week) or trend(sum(…) per week), of sums and counts");
            }

            inner = sum;
        }

        if (SourceOf(inner) is not { } source || DraftOf(source, inner, call) is not { } draft || WindowOf(call.Over, draft, source, call) is not { } window)
        {
            return null;
        }

        var site = new AggregateSite(call, inner, draft, window.Window, window.Name, source, scope, inputs);
        return call.Function switch
        {
            "trend" => Trend(site),
            "average" when isBucketed => PerUnit(site),
            "average" => Quotient(site),
            "sum" => Total(site),
            "count" => Count(site),
            _ => Single(site),
        };
    }

    private static Typed? Total(AggregateSite site, Func<Typed, Expression>? weigh = null)
    {
        if (ArgumentOf(site, scaled: true, weigh) is not { } argument || ConditionOf(site) is not { } condition)
        {
            return null;
        }

        DataType type = argument.Value.Value.Type;
        PlanValue input = site.Input(AggregateFunction.Sum, argument.Output, condition.Output, type, "sum");
        int scale = argument.Value.Type.Scale ?? 0;
        return scale == 0
            ? new Typed(Build.Ref(input), new FormulaType(type))
            : new Typed(Build.Divide(Build.ToDouble(Build.Ref(input)), Build.Number(Math.Pow(10, scale))), FormulaType.Decimal(scale));
    }

    private Typed? Count(AggregateSite site)
    {
        if (ConditionOf(site) is not { } condition)
        {
            return null;
        }

        if (site.Inner.Arguments[0] is NameFormula { Names: [var name] } && name == site.Source.Name)
        {
            return site.Inner.IsDistinct
                ? Refuse(site.Call, "count distinct(…) counts the values of a column")
                : new Typed(Build.Ref(site.Input(AggregateFunction.Count, null, condition.Output, DataType.Integer, "count")), FormulaType.Integer);
        }

        if (ArgumentOf(site, scaled: false) is not { } argument)
        {
            return null;
        }

        AggregateFunction function = site.Inner.IsDistinct ? AggregateFunction.CountDistinct : AggregateFunction.Count;
        return new Typed(
            Build.Ref(site.Input(function, argument.Output, condition.Output, DataType.Integer, site.Inner.IsDistinct ? "count_distinct" : "count")), FormulaType.Integer);
    }

    private static Typed? Quotient(AggregateSite site)
    {
        if (Total(site) is not { } total || ArgumentOf(site, scaled: true) is not { } argument || ConditionOf(site) is not { } condition)
        {
            return null;
        }

        PlanValue count = site.Input(AggregateFunction.Count, argument.Output, condition.Output, DataType.Integer, "count");
        return new Typed(Build.Divide(Build.ToDouble(total.Value), Build.ToDouble(Build.Ref(count))), FormulaType.Double);
    }

    private Typed? Single(AggregateSite site)
    {
        if (ArgumentOf(site, scaled: false) is not { } argument || ConditionOf(site) is not { } condition)
        {
            return null;
        }

        bool isExtreme = site.Call.Function is "min" or "max";
        if (isExtreme && argument.Value.Type.Type is DataType.String or DataType.Boolean)
        {
            return Refuse(site.Call, $"'{site.Call.Function}' takes numbers or times, not {argument.Value.Type.Name}");
        }

        if (!isExtreme && site.Draft.EventTime is null)
        {
            return Refuse(site.Call, $"'{site.Call.Function}' needs the order of rows: '{site.Source.Name}' has no event time");
        }

        // The first and the last of the rows' own times are the least and the greatest, which no engine has to sort for.
        bool isOwnTime = argument.Value.Value is ValueReference && argument.Value.Value == site.Draft.EventTime?.Value;
        AggregateFunction function = site.Call.Function switch
        {
            "min" => AggregateFunction.Min,
            "max" => AggregateFunction.Max,
            "first" when isOwnTime => AggregateFunction.Min,
            "last" when isOwnTime => AggregateFunction.Max,
            "first" => AggregateFunction.First,
            "last" => AggregateFunction.Last,
            _ => throw new InvalidOperationException($"unknown aggregate {site.Call.Function}"),
        };
        PlanValue input = site.Input(function, argument.Output, condition.Output, argument.Value.Value.Type, site.Call.Function);
        return argument.Value with { Value = Build.Ref(input) };
    }

    // The total by the number of units: units are not looked at one by one.
    private Typed? PerUnit(AggregateSite site)
    {
        Typed? total = site.Inner.Function == "sum" ? Total(site) : Count(site);
        if (total is null)
        {
            return null;
        }

        Expression number = Build.ToDouble(total.Value);
        WindowSyntax over = site.Call.Over!;
        if (over.Length is { } length)
        {
            (int Months, long Seconds) window = Units.Of(length);
            (int Months, long Seconds) unit = Units.Of(new LengthSyntax(1, site.Call.Per!));
            return (window.Months > 0, unit.Months > 0) switch
            {
                (false, false) when declarations.Calendar is null || Units.IsOfDays(length.Unit) == Units.IsOfDays(site.Call.Per!) =>
                    new Typed(Build.Divide(number, Build.Number(window.Seconds / (double)unit.Seconds)), FormulaType.Double),
                (true, true) => new Typed(Build.Divide(number, Build.Number(window.Months / (double)unit.Months)), FormulaType.Double),
                _ => Refuse(site.Call, $"{length.Count} {length.Unit}s are not a number of {site.Call.Per}s"),
            };
        }

        if (over.Since is null)
        {
            return Refuse(site.Call, $"a lifetime has a number of {site.Call.Per}s only from some time on: over lifetime since …");
        }

        if (Units.Of(new LengthSyntax(1, site.Call.Per!)) is not { Months: 0, Seconds: var seconds })
        {
            return Refuse(site.Call, $"{site.Call.Per}s are not all as long: take days or weeks");
        }

        var lowering = new FormulaLowering(site.Scope, site.Origin);
        if (lowering.Lower(over.Since) is not { } since)
        {
            return null;
        }

        if (since.Type.Type is not (DataType.Date or DataType.DateTime))
        {
            lowering.Mismatch("'since'", "a date or timestamp", since, over.Since.Location);
            return null;
        }

        // Days and weeks are those of the calendar, whose days are not all as long.
        Expression Moment(Expression instant) => Units.IsOfDays(site.Call.Per!) ? site.Scope.Clocks.Local(instant, site.Origin) : instant;
        Expression start = Moment(CalendarFunctions.Seconds(since, lowering));
        Expression age = lowering.Define("lifetime", Build.Subtract(Moment(CalendarFunctions.Count(site.Scope.AsOf().Value)), start));
        return new Typed(
            Build.If(
                Build.Binary(BinaryOperator.Greater, age, Literal.Integer(0)),
                Build.Divide(number, Build.Divide(Build.ToDouble(age), Build.Number(seconds))),
                Literal.Missing(DataType.Double)),
            FormulaType.Double);
    }

    /// <remarks>
    /// The least-squares slope over n buckets' sums y_0 … y_(n−1), empty buckets being 0, is Σ(2p − (n − 1))·y_p divided by n(n² − 1)/6: linear in
    /// the rows' values, so that it is one sum of values with whole weights.
    /// </remarks>
    private Typed? Trend(AggregateSite site)
    {
        LengthSyntax? length = site.Call.Over!.Length;
        (int Months, long Seconds) unit = Units.Of(new LengthSyntax(1, site.Call.Per!));
        (int Months, long Seconds) window = length is null ? (0, 0) : Units.Of(length);
        (int Months, long Seconds) ending = site.Call.Over.Ending is { } end ? Units.Of(end) : (0, 0);
        long buckets = unit.Seconds == 0 ? 0 : window.Seconds / unit.Seconds;
        if (length is null || unit.Months + window.Months + ending.Months > 0 || window.Seconds % unit.Seconds != 0 || buckets is < 2 or > 1000
            || (declarations.Calendar is not null && (Units.IsOfDays(length.Unit) != Units.IsOfDays(site.Call.Per!) || (site.Call.Over.Ending is { } back && Units.IsOfDays(back.Unit) != Units.IsOfDays(site.Call.Per!)))))
        {
            return Refuse(site.Call, "a trend goes over a whole number of hours, days or weeks, at least two: trend(sum(…) per week) over last 8 weeks");
        }

        if (site.Draft.EventTime is not { } time)
        {
            return Refuse(site.Call, $"a trend needs the times of rows: '{site.Source.Name}' has no event time");
        }

        RowScope rows = site.Draft.Rows;
        bool isLocal = declarations.Calendar is not null && Units.IsOfDays(site.Call.Per!);
        Expression Moment(Expression instant) => isLocal ? rows.Clocks.Local(CalendarFunctions.Count(instant), site.Origin) : CalendarFunctions.Count(instant);
        Expression Weight()
        {
            Expression age = Build.Subtract(Moment(rows.AsOf().Value), Moment(time.Value));
            Expression before = Build.Subtract(age, Literal.Integer(ending.Seconds + 1));
            Expression bucket = Build.Binary(BinaryOperator.IntegerDivide, before, Literal.Integer(unit.Seconds));

            // By the local clock, a row may lie before the beginning of a window that lies between the two readings of an hour.
            bucket = isLocal ? Build.Nary(NaryOperator.Min, bucket, Literal.Integer(buckets - 1)) : bucket;
            return Build.Subtract(Literal.Integer(buckets - 1), Build.Multiply(bucket, Literal.Integer(2)));
        }

        Typed? weighted = Total(site with { Weight = string.Create(CultureInfo.InvariantCulture, $"{buckets} {unit.Seconds} {ending.Seconds}") }, value =>
            value.Value.Type == DataType.Integer
                ? Build.Multiply(rows.Context.Plan.Define("weight", Weight(), site.Origin), value.Value)
                : Build.Multiply(Build.ToDouble(rows.Context.Plan.Define("weight", Weight(), site.Origin)), value.Value));
        return weighted is null
            ? null
            : new Typed(Build.Divide(Build.ToDouble(weighted.Value), Build.Number(buckets * ((buckets * buckets) - 1) / 6.0)), FormulaType.Double);
    }

    // What is aggregated of each row; decimals scaled to integers where they are to be added.
    private static (string Output, Typed Value)? ArgumentOf(AggregateSite site, bool scaled, Func<Typed, Expression>? weigh = null)
    {
        Formula formula = site.Inner.Arguments[0];
        bool isCount = site.Inner.Function == "count";
        string key = $"{(scaled ? "scaled" : "plain")} {site.Inner.Function == "count" && weigh is not null} {site.Weight} {FormulaText.Of(formula)}";
        return site.Draft.Output(
            key,
            formula is NameFormula name ? name.Names[^1] : "argument",
            () =>
            {
                var lowering = new FormulaLowering(site.Draft.Rows, site.Origin);
                if (!scaled)
                {
                    return lowering.Lower(formula);
                }

                Typed? whole = site.Draft.Shared(
                    $"{(isCount ? "one" : "scaled")} {FormulaText.Of(formula)}", () => isCount ? One(formula, site, lowering) : Scaled(formula, site, lowering));
                return whole is null || weigh is null ? whole : whole with { Value = weigh(whole) };
            },
            site.Origin);
    }

    private static Typed? Scaled(Formula formula, AggregateSite site, FormulaLowering lowering)
    {
        if (lowering.Lower(formula) is not { } value)
        {
            return null;
        }

        if (!value.Type.IsNumber)
        {
            lowering.Mismatch($"'{site.Call.Function}'", "numbers", value, formula.Location);
            return null;
        }

        return value.Type.Scale is not { } scale
            ? value
            : value with
            {
                Value = lowering.Define("scaled", Build.Unary(UnaryOperator.ToInteger, Build.Unary(
                    UnaryOperator.Floor, Build.Add(Build.Multiply(value.Value, Build.Number(Math.Pow(10, scale))), Build.Number(0.5))))),
            };
    }

    // Of a count each row is 1, and rows without the value are nothing.
    private static Typed? One(Formula formula, AggregateSite site, FormulaLowering lowering)
    {
        if (formula is NameFormula { Names: [var name] } && name == site.Source.Name)
        {
            return new Typed(Literal.Integer(1), FormulaType.Integer);
        }

        return lowering.Lower(formula) is { } value
            ? new Typed(Build.If(Build.IsMissing(value.Value), Literal.Missing(DataType.Integer), Literal.Integer(1)), FormulaType.Integer)
            : null;
    }

    private static (string? Output, bool Known)? ConditionOf(AggregateSite site)
    {
        if (site.Inner.Where is not { } formula)
        {
            return (null, true);
        }

        var lowering = new FormulaLowering(site.Draft.Rows, site.Origin);
        return site.Draft.Output(
            $"condition {FormulaText.Of(formula)}", "condition",
            () => lowering.Condition(formula, "'where'") is { } condition ? new Typed(condition, FormulaType.Boolean) : null, site.Origin) is { } output
            ? (output.Output, true)
            : null;
    }

    private SourceDeclaration? SourceOf(CallFormula call)
    {
        string[] named = [.. call.Arguments[0].WithParts().OfType<NameFormula>().Select(name => name.Names[0]).Where(declarations.Sources.ContainsKey).Distinct(StringComparer.Ordinal)];
        string[] others = [.. named.Where(name => name != declarations.Root!.Name)];
        if (others is [var source])
        {
            return declarations.Sources[source];
        }

        if (call.Arguments[0].WithParts().OfType<NameFormula>().Any(name => declarations.IsUnread(name.Names[0])))
        {
            return null;
        }

        string heads = string.Join(", ", call.Arguments[0].WithParts().OfType<NameFormula>().Select(name => name.Names[0]).Distinct(StringComparer.Ordinal));
        Refuse(
            call,
            others.Length > 1
                ? $"an aggregate goes over the rows of one source, not of {string.Join(" and ", others)}"
                : $"an aggregate names the source of its rows, as in {call.Function}(source.column) over …{Declarations.Hint(heads, declarations.Sources.Keys.Where(name => name != declarations.Root!.Name))}");
        return null;
    }

    // One pass over a source for each way that its rows belong to the scored row by.
    private AggregationDraft? DraftOf(SourceDeclaration source, CallFormula inner, CallFormula call)
    {
        if (PathOf(source, inner.Via, call) is not { } path)
        {
            return null;
        }

        string key = $"{source.Name}\u0001{string.Join('\u0001', path.Select(step => step.Name))}";
        if (drafts.FirstOrDefault(entry => entry.Key == key).Draft is not { } draft)
        {
            draft = new AggregationDraft(source, path, declarations, diagnostics);
            drafts.Add((key, draft));
        }

        return draft;
    }

    private ImmutableArray<ReferenceDeclaration>? PathOf(SourceDeclaration source, NameFormula? via, CallFormula call)
    {
        string root = declarations.Root!.Name;
        SourceDeclaration at = source;
        var begun = ImmutableArray.CreateBuilder<ReferenceDeclaration>();
        foreach (string name in via?.Names ?? [])
        {
            if (!at.References.TryGetValue(name, out ReferenceDeclaration? step))
            {
                diagnostics.Report(
                    DiagnosticDescriptors.UnknownName, via!.Location, "reference", name, $" of '{at.Name}'" + Declarations.Hint(name, at.References.Keys));
                return null;
            }

            begun.Add(step);
            at = declarations.Sources[step.Target];
        }

        if (via is not null && at.Name == root)
        {
            return begun.ToImmutable();
        }

        ImmutableArray<ImmutableArray<ReferenceDeclaration>> paths = References.Paths(at, root, declarations);
        if (paths is [var path])
        {
            return [.. begun, .. path];
        }

        string before = string.Concat(begun.Select(step => step.Name + "."));
        Refuse(
            call,
            paths.IsEmpty
                ? $"no reference leads from '{at.Name}' to '{root}'"
                : $"several references lead from '{at.Name}' to '{root}': say which with {string.Join(" or ", paths.Select(way => $"'via {before}{Distinguishing(way, paths)}'"))}");
        return null;
    }

    // As many references of a way as tell it from the others.
    private static string Distinguishing(ImmutableArray<ReferenceDeclaration> way, ImmutableArray<ImmutableArray<ReferenceDeclaration>> all)
    {
        int length = Enumerable.Range(1, way.Length).First(length =>
            length == way.Length || all.Count(other => other.Take(length).Select(step => step.Name).SequenceEqual(way.Take(length).Select(step => step.Name))) == 1);
        return string.Join('.', way.Take(length).Select(step => step.Name));
    }

    private (Window? Window, string Name)? WindowOf(WindowSyntax over, AggregationDraft draft, SourceDeclaration source, CallFormula call)
    {
        if (draft.EventTime is null)
        {
            if (over.Length is null)
            {
                return (null, "lifetime");
            }

            Refuse(call, $"'{source.Name}' has no event time, so that its rows lie in no window: over lifetime");
            return null;
        }

        if (over.Length is not { } length)
        {
            return (new Window(null, TimeSpanBefore.None), "lifetime");
        }

        TimeSpanBefore whole = Units.Span(length, declarations.Calendar is not null);
        TimeSpanBefore end = over.Ending is { } ending ? Units.Span(ending, declarations.Calendar is not null) : TimeSpanBefore.None;
        if (length.Count == 0 || !Units.IsBounded(whole) || !Units.IsBounded(end))
        {
            Refuse(call, "a window is longer than nothing, and at most a hundred years");
            return null;
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"last_{length.Count}_{length.Unit}{(length.Count == 1 ? "" : "s")}{(over.Ending is { } ago ? $"_before_{ago.Count}_{ago.Unit}s" : "")}");
        return (new Window(new TimeSpanBefore(whole.Months + end.Months, whole.Seconds + end.Seconds) { Days = whole.Days + end.Days }, end), name);
    }

    private Typed? Refuse(CallFormula call, string why)
    {
        diagnostics.Report(DiagnosticDescriptors.InvalidAggregate, call.Location, why);
        return null;
    }
}

/// <summary>An aggregate and what it belongs to.</summary>
internal sealed record AggregateSite(
    CallFormula Call, CallFormula Inner, AggregationDraft Draft, Window? Window, string WindowName, SourceDeclaration Source, Scope Scope, ColumnValues Inputs)
{
    /// <summary>What tells apart values that are weighted differently; empty where none is.</summary>
    public string Weight { get; init; } = "";

    public Origin Origin { get; } = new($"aggregate {Call.Function}", Call.Location);

    /// <summary>The input of the scoring plan that shows an aggregate.</summary>
    public PlanValue Input(AggregateFunction function, string? argument, string? condition, DataType type, string name)
    {
        string of = Inner.Arguments[0] is NameFormula named && named.Names is [var source, .. var rest] && source == Source.Name
            ? string.Join('_', rest.Prepend(source))
            : $"{Source.Name}_{argument ?? "rows"}";
        return Draft.Input(
            function, argument, condition, Window, type, $"{(Weight.Length > 0 ? "weighted_" : "")}{name}_{of}_{WindowName}{(condition is null ? "" : "_where")}", Origin, Inputs);
    }
}

/// <summary>Units of time.</summary>
internal static class Units
{
    public const long SecondsPerDay = 86_400;
    public const int MostMonths = 1200;
    public const long MostSeconds = 36_525 * SecondsPerDay;

    /// <summary>Whether a unit is one of the calendar's that is a number of days.</summary>
    public static bool IsOfDays(string unit) => unit is "day" or "week";

    /// <summary>Whether a length is at most a hundred years.</summary>
    public static bool IsBounded(TimeSpanBefore span) =>
        span.Months <= MostMonths && span.Days <= MostSeconds / SecondsPerDay && span.Seconds <= MostSeconds;

    /// <summary>A length before the as-of time.</summary>
    /// <param name="length">The length.</param>
    /// <param name="hasZone">Whether days are those of a zone's calendar; otherwise they are of 24 hours.</param>
    public static TimeSpanBefore Span(LengthSyntax length, bool hasZone)
    {
        (int months, long seconds) = Of(length);
        return hasZone && IsOfDays(length.Unit)
            ? new TimeSpanBefore(0, 0) { Days = (int)Math.Min(seconds / SecondsPerDay, int.MaxValue) }
            : new TimeSpanBefore(months, seconds);
    }

    /// <summary>A length in months, or in seconds.</summary>
    public static (int Months, long Seconds) Of(LengthSyntax length) => length.Unit switch
    {
        "second" => (0, length.Count),
        "minute" => (0, length.Count * 60L),
        "hour" => (0, length.Count * 3600L),
        "day" => (0, length.Count * SecondsPerDay),
        "week" => (0, length.Count * 7 * SecondsPerDay),
        "month" => (length.Count, 0),
        "year" => ((int)Math.Min(length.Count * 12L, int.MaxValue), 0),
        _ => throw new InvalidOperationException($"unknown unit {length.Unit}"),
    };
}
