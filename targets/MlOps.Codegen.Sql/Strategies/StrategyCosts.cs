namespace MlOps.Codegen.Sql.Strategies;

/// <summary>
/// What a row costs on an engine, in microseconds on one thread. Only ratios decide; they were measured by
/// <c>./build.sh bench databases</c> (<c>docs/benchmarks.md</c>) where the documentation of a dialect's costs does not say otherwise.
/// </summary>
/// <param name="Sql">What generated SQL costs.</param>
/// <param name="Scorer">The compiled scorer's way to the rows; null where the engine offers none.</param>
public sealed record StrategyCosts(SqlCosts Sql, ScorerCosts? Scorer);

/// <summary>What generated SQL costs.</summary>
/// <param name="Node">A node of an expression outside of kernels.</param>
/// <param name="Term">A term of a sum: a coefficient times a value.</param>
/// <param name="TreeNode">A test of a tree, asked or not: engines that work on vectors enter every branch with some row.</param>
/// <param name="TreeLevel">A test that a row is asked on its way to a leaf.</param>
/// <param name="Comparison">One field compared with one stored point.</param>
/// <param name="LookupRow">A row of a lookup table.</param>
/// <param name="Planning">Planning a node of the query, once.</param>
/// <param name="LargestQuery">About how many nodes a query may have before the engine is not asked at all.</param>
public sealed record SqlCosts(
    double Node,
    double Term,
    double TreeNode,
    double TreeLevel,
    double Comparison,
    double LookupRow,
    double Planning,
    long LargestQuery)
{
    // Planning is shared out over as many rows as a small table of scores has.
    private const double RowsPerQuery = 100_000;

    /// <summary>What a row of a plan costs.</summary>
    /// <param name="work">The plan's work.</param>
    public double Of(PlanWork work) =>
        (work.Nodes * Node) + (work.Terms * Term) + (work.TreeNodes * TreeNode) + (work.TreeLevels * TreeLevel)
        + (work.Comparisons * Comparison) + (work.LookupRows * LookupRow) + (work.QueryNodes * Planning / RowsPerQuery);
}

/// <summary>What the compiled scorer costs, and what it costs to bring rows to it and scores back.</summary>
/// <param name="Strategy">How the engine reaches it.</param>
/// <param name="Row">A row.</param>
/// <param name="Input">A value that is read.</param>
/// <param name="Output">A value that is written.</param>
public sealed record ScorerCosts(Strategy Strategy, double Row, double Input, double Output)
{
    // The scorer is the same everywhere: trees are computed for many rows at once, tables are hashed.
    private const double Node = 0.000_5;
    private const double Term = 0.001;
    private const double TreeLevel = 0.000_6;
    private const double Comparison = 0.001;
    private const double Lookup = 0.03;

    /// <summary>What a row of a plan costs.</summary>
    /// <param name="work">The plan's work.</param>
    public double Of(PlanWork work) =>
        Row + (work.Inputs * Input) + (work.Outputs * Output)
        + (work.Nodes * Node) + (work.Terms * Term) + (work.TreeLevels * TreeLevel) + (work.Comparisons * Comparison) + (work.Lookups * Lookup);
}
