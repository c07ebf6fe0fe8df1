using MlOps.Codegen.CSharp;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>How a model runs on a target.</summary>
internal static class ModelStrategy
{
    private static readonly CSharpTarget Scorer = new();

    /// <summary>What there is to say of a model's strategies on a target; null where the target is no database.</summary>
    /// <param name="target">The target.</param>
    /// <param name="plan">The plan.</param>
    public static StrategyChooser? Of(TargetEntry target, ScoringPlan plan) =>
        target.Database is { } database ? new StrategyChooser(database.Sql, plan, Scorer) : null;

    /// <summary>Decides, and complains where the model cannot run so.</summary>
    /// <param name="target">The target.</param>
    /// <param name="model">The model.</param>
    /// <param name="wished">A name of a strategy, or auto.</param>
    /// <param name="installs">Whether it is to be installed in the database: then a query is preferred to the fastest strategy.</param>
    /// <returns>The strategy; inline for targets that are no databases, which have no other.</returns>
    /// <exception cref="CommandFailure">The target cannot run the model, or not so; the causes are on standard error.</exception>
    public static Strategy Choose(TargetEntry target, LoadedModel model, string wished, bool installs)
    {
        if (Of(target, model.Plan) is not { } chooser)
        {
            Require(target, model, target.Generator?.Check(model.Plan) ?? []);
            return StrategyNames.Parse(wished) is null or Strategy.Inline
                ? Strategy.Inline
                : throw new CommandFailure(ExitCodes.Usage, $"the target {target.Name} is no database: it has no strategy {wished}");
        }

        StrategyOption option = StrategyNames.Parse(wished) is { } strategy
            ? chooser.Option(strategy)
            : installs ? chooser.Installed() : chooser.Fastest();
        if (installs && !option.Causes.IsEmpty && StrategyNames.Parse(wished) is null && chooser.Fastest() is { Causes.IsEmpty: true } other)
        {
            ModelLoader.Show(option.Causes);
            throw new CommandFailure(
                ExitCodes.Model,
                $"{model.Path}: no query of {target.Name} can hold this model; it runs there by the compiled scorer: --strategy {StrategyNames.Of(other.Strategy)}");
        }

        Require(target, model, option.Causes);
        return option.Strategy;
    }

    private static void Require(TargetEntry target, LoadedModel model, IReadOnlyCollection<Diagnostics.Diagnostic> causes)
    {
        if (causes.Count > 0)
        {
            ModelLoader.Show(causes);
            throw new CommandFailure(ExitCodes.Model, $"{model.Path}: the target {target.Name} cannot run this model exactly");
        }
    }
}
