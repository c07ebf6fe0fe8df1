using System.Collections.Frozen;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>Which features, models, tables and outputs depend on certain names, directly or through others.</summary>
internal static class Dependencies
{
    /// <summary>What depends on some names.</summary>
    public static FrozenSet<string> On(IEnumerable<string> names, Declarations declarations)
    {
        (string Name, string[] Uses)[] all =
        [
            .. declarations.Features.Values.Select(feature => (feature.Name, UsesOf([feature.Value]))),
            .. declarations.Models.Values.Select(model => (model.Name, UsesOf(FormulasOf(model.Model)))),
            .. declarations.Tables.Values.Select(table => (table.Name, UsesOf([.. table.Rows.Select(row => row.Value), .. table.Else is null ? (Formula[])[] : [table.Else]]))),
            .. declarations.Outputs.Select(output => (output.Name, UsesOf([output.Value]))),
        ];
        var found = names.ToHashSet(StringComparer.Ordinal);
        int before;
        do
        {
            before = found.Count;
            found.UnionWith(all.Where(entry => entry.Uses.Any(found.Contains)).Select(entry => entry.Name));
        }
        while (found.Count > before);

        return found.ToFrozenSet(StringComparer.Ordinal);
    }

    private static string[] UsesOf(IEnumerable<Formula> formulas) =>
    [
        .. formulas.SelectMany(formula => formula.WithParts()).Select(part => part switch
        {
            NameFormula name => name.Names[0],
            CallFormula call => call.Function,
            _ => null,
        }).OfType<string>().Distinct(StringComparer.Ordinal),
    ];

    // A model of a file takes by their names what is not bound: whatever the decided name is, it may be one of them.
    private static IEnumerable<Formula> FormulasOf(ModelSyntax model) => model switch
    {
        LinearModel linear => linear.Terms.Select(term => term.Value),
        ScorecardModel scorecard => scorecard.Characteristics.Select(characteristic => characteristic.Points),
        TreeModel tree => Nodes(tree.Root),
        FileModel file => file.Bindings.Select(binding => binding.Value),
        _ => throw new InvalidOperationException($"unknown model {model.GetType().Name}"),
    };

    private static IEnumerable<Formula> Nodes(TreeSyntax node) => node.Condition is null
        ? node.Value is null ? [] : [node.Value]
        : Nodes(node.WhenTrue!).Concat(Nodes(node.WhenFalse!)).Prepend(node.Condition);
}
