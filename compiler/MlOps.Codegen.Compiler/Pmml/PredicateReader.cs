using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline.Predicates;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads predicates (PMML 4.4, Tree Model: PREDICATE).</summary>
internal static class PredicateReader
{
    // Compound predicates nest: no tool comes near this, and what follows the nesting stays bounded.
    private const int MaxDepth = 200;

    /// <summary>Whether an element is a predicate.</summary>
    public static bool IsPredicate(PmmlElement element) =>
        element.Name is "SimplePredicate" or "SimpleSetPredicate" or "CompoundPredicate" or "True" or "False";

    /// <summary>The predicate inside an element; a diagnostic where there is none.</summary>
    public static Predicate ReadInside(PmmlElement element, ReadContext context)
    {
        foreach (PmmlElement child in element.Children)
        {
            if (IsPredicate(child))
            {
                return Read(child, context, 0);
            }
        }

        context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "predicate");
        return new FalsePredicate(element.Location);
    }

    private static Predicate Read(PmmlElement element, ReadContext context, int depth)
    {
        switch (element.Name)
        {
            case "True":
                return new TruePredicate(element.Location);
            case "False":
                return new FalsePredicate(element.Location);
            case "SimplePredicate":
                return ReadSimple(element, context);
            case "SimpleSetPredicate":
                return ReadSet(element, context);
            case "CompoundPredicate" when depth < MaxDepth:
                return ReadCompound(element, context, depth);
            case "CompoundPredicate":
                context.Report(DiagnosticDescriptors.TooDeep, element, MaxDepth);
                return new FalsePredicate(element.Location);
            default:
                context.Report(DiagnosticDescriptors.UnexpectedElement, element, element.Name, element.Parent?.Name);
                return new FalsePredicate(element.Location);
        }
    }

    private static SimplePredicate ReadSimple(PmmlElement element, ReadContext context)
    {
        SimpleOperator? @operator = context.EnumOrNull<SimpleOperator>(element, "operator");
        if (element["operator"] is null)
        {
            context.Report(DiagnosticDescriptors.MissingAttribute, element, element.Name, "operator");
        }

        bool presence = @operator is SimpleOperator.IsMissing or SimpleOperator.IsNotMissing;
        string value = presence ? element["value"] ?? "" : context.Required(element, "value");
        bool ordered = @operator is SimpleOperator.LessThan or SimpleOperator.LessOrEqual
            or SimpleOperator.GreaterThan or SimpleOperator.GreaterOrEqual;
        if (ordered && value.Trim().Equals("NaN", StringComparison.OrdinalIgnoreCase))
        {
            context.Report(DiagnosticDescriptors.InvalidAttribute, element, element.Name, "value", value);
        }

        return new SimplePredicate(context.Required(element, "field"), @operator ?? SimpleOperator.Equal, value, element.Location);
    }

    private static SimpleSetPredicate ReadSet(PmmlElement element, ReadContext context)
    {
        string @operator = context.Required(element, "booleanOperator");
        if (@operator is not ("isIn" or "isNotIn" or ""))
        {
            context.Report(DiagnosticDescriptors.InvalidAttribute, element, element.Name, "booleanOperator", @operator);
        }

        ImmutableArray<string> values = [];
        if (element.Child("Array") is { } array)
        {
            values = ArrayText.Split(array.Text, array["type"] is "string");
        }
        else
        {
            context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "Array");
        }

        return new SimpleSetPredicate(context.Required(element, "field"), @operator != "isNotIn", values, element.Location);
    }

    private static Predicate ReadCompound(PmmlElement element, ReadContext context, int depth)
    {
        CompoundOperator? @operator = context.EnumOrNull<CompoundOperator>(element, "booleanOperator");
        if (element["booleanOperator"] is null)
        {
            context.Report(DiagnosticDescriptors.MissingAttribute, element, element.Name, "booleanOperator");
        }

        ImmutableArray<Predicate> parts = [.. element.Children.Select(child => Read(child, context, depth + 1))];
        if (parts.IsEmpty)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "predicate");
            return new FalsePredicate(element.Location);
        }

        return new CompoundPredicate(@operator ?? CompoundOperator.And, parts, element.Location);
    }
}
