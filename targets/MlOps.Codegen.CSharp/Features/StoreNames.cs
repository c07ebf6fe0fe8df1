using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.CSharp.Features;

/// <summary>What a store of features calls its parameters: by the names that the pipeline has for them, as far as nothing else has those.</summary>
internal sealed class StoreNames
{
    // What the store's methods name themselves, and what no element of a tuple may be called.
    private static readonly string[] Own =
    [
        "lateness", "rows", "group", "state", "key", "columns", "aggregation", "each", "asOf", "Calendar", "Features", "Row", "Rows",
        "Rest", "CompareTo", "Equals", "GetHashCode", "ToString", "Deconstruct", "GetType",
    ];

    // The same with numbers behind them.
    private static readonly string[] Numbered = ["key", "state", "groups", "Group", "Moved", "Item"];

    /// <summary>Names the parameters.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="types">The types that the store names.</param>
    public StoreNames(RelationalPlan plan, IEnumerable<string> types)
    {
        Relation root = plan.Relation(plan.Root);
        int most = Math.Max(plan.Aggregations.Length, root.Key.Length + 1);
        var scope = new Identifiers(
        [
            .. types, .. Own, .. Numbered.SelectMany(_ => Enumerable.Range(1, most), (stem, i) => string.Create(CultureInfo.InvariantCulture, $"{stem}{i}")),
            .. plan.Aggregations.Select(aggregation => $"Add{FeaturesGenerator.Capital(Identifiers.Clean(aggregation.Relation, "Rows"))}"),
        ]);
        Keys = [.. root.Key.Select((column, i) => scope.Declare(column, string.Create(CultureInfo.InvariantCulture, $"part{i + 1}")))];
        Columns = plan.Features.Index().Where(feature => feature.Item is ColumnSource).ToImmutableDictionary(
            feature => feature.Index,
            feature => scope.Declare(plan.Scoring.Inputs[feature.Index].Schema.Name, string.Create(CultureInfo.InvariantCulture, $"column{feature.Index + 1}")));
    }

    /// <summary>The parts of the root's key.</summary>
    public ImmutableArray<string> Keys { get; }

    /// <summary>The columns of the root that are features, by the feature's place.</summary>
    public ImmutableDictionary<int, string> Columns { get; }
}
