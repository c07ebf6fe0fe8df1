using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline.Predicates;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads PMML's predicates.</summary>
internal static class PredicateReader
{
    /// <summary>Whether the element is a predicate.</summary>
    public static bool IsPredicate(PmmlElement element) =>
        element.Name is "SimplePredicate" or "SimpleSetPredicate" or "CompoundPredicate" or "True" or "False";

    /// <summary>The one predicate among an element's children.</summary>
    public static Predicate ReadOnly(PmmlElement parent, ReadContext context)
    {
        PmmlElement? found = null;
        foreach (PmmlElement child in parent.Children)
        {
            if (!IsPredicate(child))
            {
                continue;
            }

            if (found is not null)
            {
                context.Unexpected(child);
            }

            found ??= child;
        }

        if (found is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, parent.Location, parent.Name, "a predicate");
            return new FalsePredicate(parent.Location);
        }

        return Read(found, context);
    }

    /// <summary>A predicate with all those inside it.</summary>
    public static Predicate Read(PmmlElement predicate, ReadContext context) =>
        predicate.Name == "CompoundPredicate"
            ? ElementFolding.Fold<Predicate>(
                predicate,
                child => child.Parent!.Name == "CompoundPredicate" && IsPredicate(child),
                (element, operands) => Make(element, operands, context),
                context)
            : Make(predicate, [], context);

    private static Predicate Make(PmmlElement element, List<Predicate> operands, ReadContext context)
    {
        switch (element.Name)
        {
            case "True":
                context.Takes(element);
                context.NoChildren(element);
                return new TruePredicate(element.Location);
            case "False":
                context.Takes(element);
                context.NoChildren(element);
                return new FalsePredicate(element.Location);
            case "SimplePredicate":
                return ReadSimple(element, context);
            case "SimpleSetPredicate":
                return ReadSet(element, context);
            case "CompoundPredicate":
                return ReadCompound(element, operands, context);
            default:
                throw new InvalidOperationException($"{element.Name} is not a predicate");
        }
    }

    private static SimplePredicate ReadSimple(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "field", "operator", "value");
        context.NoChildren(element);
        string field = context.RequiredText(element, "field");
        SimpleOperator @operator = context.RequiredKeyword(element, "operator", Keywords.SimpleOperator);
        if (@operator is SimpleOperator.IsMissing or SimpleOperator.IsNotMissing)
        {
            return new SimplePredicate(field, @operator, "", element.Location);
        }

        string value = context.RequiredText(element, "value");
        bool isOrdered = @operator is not (SimpleOperator.Equal or SimpleOperator.NotEqual);
        if (ReadContext.IsNaN(value) && (isOrdered || context.NumericFields.Contains(field)))
        {
            context.NotANumber(element, "value");
        }

        return new SimplePredicate(field, @operator, value, element.Location);
    }

    private static SimpleSetPredicate ReadSet(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "field", "booleanOperator");
        string field = context.RequiredText(element, "field");
        bool isIn = context.RequiredKeyword(element, "booleanOperator", Keywords.SetOperator);
        ImmutableArray<string>? values = null;
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "Array" && values is null)
            {
                values = ArrayReader.Read(child, context);
            }
            else
            {
                context.Unexpected(child);
            }
        }

        if (values is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "an Array");
        }

        return new SimpleSetPredicate(field, isIn, values ?? [], element.Location);
    }

    private static CompoundPredicate ReadCompound(PmmlElement element, List<Predicate> operands, ReadContext context)
    {
        context.Takes(element, "booleanOperator");
        CompoundOperator @operator = context.RequiredKeyword(element, "booleanOperator", Keywords.CompoundOperator);
        bool isEmpty = true;
        foreach (PmmlElement child in element.Children)
        {
            isEmpty &= !IsPredicate(child);
            if (!IsPredicate(child))
            {
                context.Unexpected(child);
            }
        }

        if (isEmpty)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "predicates");
        }

        return new CompoundPredicate(@operator, [.. operands], element.Location);
    }
}
