using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;

namespace MlOps.Codegen.Compiler.Models.AssociationModels;

/// <summary>PMML 4.4, Association Rules.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="Items">The items by id.</param>
/// <param name="Itemsets">The ids of the items of each itemset, by id.</param>
/// <param name="Rules">The rules, in order.</param>
public sealed record AssociationModel(
    ModelCommon Common,
    ImmutableDictionary<string, Item> Items,
    ImmutableDictionary<string, ImmutableArray<string>> Itemsets,
    ImmutableArray<AssociationRule> Rules) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "AssociationModel";
}

/// <summary>PMML 4.4, Association Rules: Item.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Value">What it is, as written.</param>
/// <param name="Field">The field that holds it, where the file says so.</param>
/// <param name="Category">The field's value that stands for it, where the file says so.</param>
/// <param name="Location">The element's place.</param>
public sealed record Item(string Id, string Value, string? Field, string? Category, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, Association Rules: AssociationRule.</summary>
/// <param name="Id">Its id; its position from 1 where the file gives none.</param>
/// <param name="Antecedent">The id of the itemset that it starts from.</param>
/// <param name="Consequent">The id of the itemset that it leads to.</param>
/// <param name="Support">How often both occur together.</param>
/// <param name="Confidence">How often the consequent occurs where the antecedent does.</param>
/// <param name="Lift">The confidence by the consequent's support, where given.</param>
/// <param name="Leverage">How much more often both occur than if they did not depend on each other, where given.</param>
/// <param name="Affinity">How alike both are, where given.</param>
/// <param name="Location">The element's place.</param>
public sealed record AssociationRule(
    string Id,
    string Antecedent,
    string Consequent,
    double Support,
    double Confidence,
    double? Lift,
    double? Leverage,
    double? Affinity,
    SourceLocation Location) : PipelineNode(Location);
