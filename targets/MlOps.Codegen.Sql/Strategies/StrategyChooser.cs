using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.Strategies;

/// <summary>Decides how a model runs on an engine, and says why.</summary>
public sealed class StrategyChooser
{
    private readonly SqlTarget target;
    private readonly ScoringPlan plan;
    private readonly PlanWork work;
    private readonly Lazy<ImmutableArray<Diagnostic>> sqlCauses;
    private readonly Lazy<ImmutableArray<Diagnostic>> scorerCauses;
    private readonly Lazy<bool> isStaged;

    /// <summary>Prepares a decision.</summary>
    /// <param name="target">The engine's target.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="scorer">What compiles scorers; its <see cref="ITarget.Check"/> says what it cannot.</param>
    public StrategyChooser(SqlTarget target, ScoringPlan plan, ITarget scorer)
    {
        this.target = target;
        this.plan = plan;
        work = PlanWork.Of(plan);
        sqlCauses = new Lazy<ImmutableArray<Diagnostic>>(() => target.Check(plan));
        scorerCauses = new Lazy<ImmutableArray<Diagnostic>>(() => [.. scorer.Check(plan), .. TooManyColumns()]);
        isStaged = new Lazy<bool>(() => target.IsStaged(plan));
    }

    private SourceLocation Place => plan.Inputs.Length > 0 ? plan.Inputs[0].Origin.Location : SourceLocation.None;

    // Rows come to the scorer by a query, and scores go into a table, each with a key.
    private ImmutableArray<Diagnostic> TooManyColumns()
    {
        int columns = 1 + Math.Max(work.Inputs, work.Outputs);
        int most = target.Dialect.Limits.Columns;
        return columns > most
            ? [new Diagnostic(DiagnosticDescriptors.TooManyColumns, Place, target.Dialect.EngineName, columns, most)]
            : [];
    }

    private StrategyCosts Costs => target.Dialect.Costs;

    /// <summary>Whether a query holds the plan at all, so that it can be installed in the database.</summary>
    public bool FitsQuery => sqlCauses.Value.IsEmpty;

    /// <summary>All strategies with their costs and what keeps the model from them.</summary>
    public ImmutableArray<StrategyOption> Options => [.. Enum.GetValues<Strategy>().Select(Option)];

    /// <summary>The strategy to score with: the cheapest of those that can.</summary>
    /// <returns>The choice; with causes where there is none.</returns>
    public StrategyOption Fastest()
    {
        double sql = Costs.Sql.Of(work);
        bool isTooLarge = work.QueryNodes > Costs.Sql.LargestQuery;
        if (Costs.Scorer is { } costs && (isTooLarge || costs.Of(work) < sql) && scorerCauses.Value.IsEmpty)
        {
            string than = isTooLarge
                ? Text($"a query of about {work.QueryNodes:N0} nodes is more than {target.Dialect.EngineName} plans in seconds")
                : Text($"a query would cost about {sql:0.##} µs a row");
            return Option(costs.Strategy) with { Reason = Text($"about {costs.Of(work):0.##} µs a row; {than}") };
        }

        if (FitsQuery)
        {
            StrategyOption option = Option(isStaged.Value ? Strategy.Staged : Strategy.Inline);
            return Costs.Scorer is { } other
                ? option with { Reason = Text($"{option.Reason}; the compiled scorer would cost about {other.Of(work):0.##}") }
                : option;
        }

        return Costs.Scorer is { } last && scorerCauses.Value.IsEmpty
            ? Option(last.Strategy) with { Reason = Text($"about {last.Of(work):0.##} µs a row; no query can hold the model ({sqlCauses.Value[0].Id})") }
            : new StrategyOption(Strategy.Inline, null, "", sqlCauses.Value);
    }

    /// <summary>The strategy to install: a query wherever one holds the plan.</summary>
    /// <returns>The choice; with causes where there is none.</returns>
    public StrategyOption Installed() => FitsQuery
        ? Option(isStaged.Value ? Strategy.Staged : Strategy.Inline)
        : new StrategyOption(Strategy.Inline, null, "", sqlCauses.Value);

    /// <summary>What there is to say of a strategy.</summary>
    /// <param name="strategy">The strategy.</param>
    public StrategyOption Option(Strategy strategy) => strategy switch
    {
        Strategy.Inline when !FitsQuery => Refused(strategy, sqlCauses.Value),
        Strategy.Inline when isStaged.Value => Refused(
            strategy, Refusal(strategy, "an expression would be larger, or nest deeper, than the engine bears")),
        Strategy.Staged when !FitsQuery => Refused(strategy, sqlCauses.Value),
        Strategy.Inline or Strategy.Staged => Possible(strategy, Costs.Sql.Of(work)),
        _ when Costs.Scorer is not { } costs || costs.Strategy != strategy => Refused(strategy, Refusal(strategy, Missing(strategy))),
        _ when !scorerCauses.Value.IsEmpty => Refused(strategy, scorerCauses.Value),
        _ => Possible(strategy, Costs.Scorer.Of(work)),
    };

    private static string Missing(Strategy strategy) => strategy == Strategy.Function
        ? "the engine does not run in this process"
        : "the engine runs in this process, where the function strategy does without copies";

    private ImmutableArray<Diagnostic> Refusal(Strategy strategy, string reason) =>
        [new Diagnostic(DiagnosticDescriptors.StrategyNotOnTarget, Place, target.Dialect.EngineName, StrategyNames.Of(strategy), reason)];

    private static StrategyOption Possible(Strategy strategy, double microseconds) =>
        new(strategy, microseconds, Text($"about {microseconds:0.##} µs a row"), []);

    private static StrategyOption Refused(Strategy strategy, ImmutableArray<Diagnostic> causes) => new(strategy, null, "", causes);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A strategy for a model on an engine.</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Microseconds">What a row is estimated to cost; null where the strategy cannot run the model.</param>
/// <param name="Reason">Why it is chosen, or what it costs.</param>
/// <param name="Causes">What keeps the model from it; empty where nothing does.</param>
public sealed record StrategyOption(Strategy Strategy, double? Microseconds, string Reason, ImmutableArray<Diagnostic> Causes);
