namespace MlOps.Codegen.Sql.Strategies;

/// <summary>How a model runs on an engine.</summary>
public enum Strategy
{
    /// <summary>One expression per ensemble: nested CASE.</summary>
    Inline,

    /// <summary>Nested CASE, cut into subexpressions within the engine's limits, which stages of the query compute.</summary>
    Staged,

    /// <summary>The compiled C# scorer as a function inside an engine that runs in this process.</summary>
    Function,

    /// <summary>Streamed out of the engine, through the compiled C# scorer, and back by the engine's bulk protocol.</summary>
    Stream,
}

/// <summary>Strategies on the command line.</summary>
public static class StrategyNames
{
    /// <summary>The name for whichever is fastest.</summary>
    public const string Auto = "auto";

    /// <summary>All names that the option takes.</summary>
    public static string[] All { get; } = [Auto, .. Enum.GetValues<Strategy>().Select(Of)];

    /// <summary>A strategy's name.</summary>
    /// <param name="strategy">The strategy.</param>
#pragma warning disable CA1308 // Names on the command line are in small letters.
    public static string Of(Strategy strategy) => strategy.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    /// <summary>The strategy of a name; null for <see cref="Auto"/>.</summary>
    /// <param name="name">One of <see cref="All"/>.</param>
    public static Strategy? Parse(string name) => name == Auto ? null : Enum.Parse<Strategy>(name, ignoreCase: true);
}
