using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.AssociationModels;

/// <summary>Reads an AssociationModel.</summary>
internal static class AssociationModelReader
{
    /// <summary>Reads the element.</summary>
    public static AssociationModel Read(PmmlElement element, ReadContext context)
    {
        // The attributes describe the transactions that the rules were found in.
        ModelCommon common = ModelCommonReader.Read(
            element,
            [
                "numberOfTransactions", "maxNumberOfItemsPerTA", "avgNumberOfItemsPerTA", "minimumSupport", "minimumConfidence",
                "lengthLimit", "numberOfItems", "numberOfItemsets", "numberOfRules",
            ],
            ["Item", "Itemset", "AssociationRule"],
            context);
        var items = ImmutableDictionary.CreateBuilder<string, Item>(StringComparer.Ordinal);
        var itemsets = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        var rules = ImmutableArray.CreateBuilder<AssociationRule>();
        var ruleIds = new HashSet<string>(StringComparer.Ordinal);
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "Item":
                    Item item = ReadItem(child, context);
                    IsNew(child, items.TryAdd(item.Id, item), context);
                    break;
                case "Itemset":
                    IsNew(child, itemsets.TryAdd(context.RequiredText(child, "id"), ReadItemset(child, context)), context);
                    break;
                case "AssociationRule":
                    AssociationRule rule = ReadRule(child, rules.Count + 1, context);
                    rules.Add(rule);
                    IsNew(child, ruleIds.Add(rule.Id), context);
                    break;
                default:
                    break;
            }
        }

        var model = new AssociationModel(common, items.ToImmutable(), itemsets.ToImmutable(), rules.ToImmutable());
        CheckReferences(model, context);
        return model;
    }

    private static Item ReadItem(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "id", "value", "field", "category", "mappedValue", "weight");
        context.NoChildren(element);
        return new Item(
            context.RequiredText(element, "id"),
            context.RequiredText(element, "value"),
            element.Attribute("field"),
            element.Attribute("category"),
            element.Location);
    }

    private static ImmutableArray<string> ReadItemset(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "id", "support", "numberOfItems");
        var items = ImmutableArray.CreateBuilder<string>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name != "ItemRef")
            {
                context.Unexpected(child);
                continue;
            }

            context.Takes(child, "itemRef");
            context.NoChildren(child);
            items.Add(context.RequiredText(child, "itemRef"));
        }

        return items.ToImmutable();
    }

    private static AssociationRule ReadRule(PmmlElement element, int position, ReadContext context)
    {
        context.Takes(element, "id", "antecedent", "consequent", "support", "confidence", "lift", "leverage", "affinity");
        context.NoChildren(element);
        return new AssociationRule(
            element.Attribute("id") ?? position.ToString(CultureInfo.InvariantCulture),
            context.RequiredText(element, "antecedent"),
            context.RequiredText(element, "consequent"),
            context.RequiredNumber(element, "support"),
            context.RequiredNumber(element, "confidence"),
            context.Number(element, "lift"),
            context.Number(element, "leverage"),
            context.Number(element, "affinity"),
            element.Location);
    }

    private static void IsNew(PmmlElement element, bool isNew, ReadContext context)
    {
        if (!isNew)
        {
            context.Report(
                DiagnosticDescriptors.DuplicateName, element.AttributeLocation("id"), element.Name, element.Attribute("id"));
        }
    }

    private static void CheckReferences(AssociationModel model, ReadContext context)
    {
        foreach (AssociationRule rule in model.Rules)
        {
            foreach (string itemset in (string[])[rule.Antecedent, rule.Consequent])
            {
                if (!model.Itemsets.TryGetValue(itemset, out ImmutableArray<string> items))
                {
                    context.Report(DiagnosticDescriptors.InconsistentModel, rule.Location, $"there is no Itemset '{itemset}'");
                }
                else if (items.FirstOrDefault(item => !model.Items.ContainsKey(item)) is { } unknown)
                {
                    context.Report(
                        DiagnosticDescriptors.InconsistentModel, rule.Location, $"the Itemset '{itemset}' refers to the Item '{unknown}', which there is not");
                }
            }
        }
    }
}
