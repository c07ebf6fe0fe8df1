using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads the DataDictionary, and the parts of its fields that other elements use too.</summary>
internal static class DataDictionaryReader
{
    private static readonly KeywordSet<bool> Cyclic = new(("0", false), ("1", true));

    /// <summary>Reads the element.</summary>
    public static DataDictionary Read(PmmlElement dictionary, ReadContext context)
    {
        context.Takes(dictionary, "numberOfFields");
        ImmutableArray<DataField>.Builder fields = ImmutableArray.CreateBuilder<DataField>();
        var names = new HashSet<string>();
        foreach (PmmlElement child in dictionary.Children)
        {
            if (child.Name != "DataField")
            {
                context.Unexpected(child);
                continue;
            }

            DataField field = ReadField(child, context);
            fields.Add(field);
            if (!names.Add(field.Name) && field.Name.Length > 0)
            {
                context.Report(
                    DiagnosticDescriptors.DuplicateName, child.AttributeLocation("name"), "DataField", field.Name);
            }

            if (field.Type.Type is DataType.Integer or DataType.Float or DataType.Double)
            {
                context.NumericFields.Add(field.Name);
            }
        }

        return new DataDictionary(fields.ToImmutable(), dictionary.Location);
    }

    /// <summary>Reads an Interval.</summary>
    public static Interval ReadInterval(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "closure", "leftMargin", "rightMargin");
        context.NoChildren(element);
        double? left = context.NumberOrInfinity(element, "leftMargin");
        double? right = context.NumberOrInfinity(element, "rightMargin");
        if (left is double.PositiveInfinity)
        {
            context.InvalidNumber(element, "leftMargin", "a finite number or -INF");
        }

        if (right is double.NegativeInfinity)
        {
            context.InvalidNumber(element, "rightMargin", "a finite number or INF");
        }

        return new Interval(
            context.RequiredKeyword(element, "closure", Keywords.Closure),
            left is double.NegativeInfinity ? null : left,
            right is double.PositiveInfinity ? null : right,
            element.Location);
    }

    /// <summary>Reads a Value of a field.</summary>
    public static FieldValue ReadValue(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "value", "displayValue", "property");
        context.NoChildren(element);
        return new FieldValue(
            context.RequiredText(element, "value"),
            element.Attribute("displayValue"),
            context.Keyword(element, "property", Keywords.ValueProperty) ?? ValueProperty.Valid,
            element.Location);
    }

    private static DataField ReadField(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "name", "displayName", "optype", "dataType", "taxonomy", "isCyclic");
        ImmutableArray<FieldValue>.Builder values = ImmutableArray.CreateBuilder<FieldValue>();
        ImmutableArray<Interval>.Builder intervals = ImmutableArray.CreateBuilder<Interval>();
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "Value":
                    values.Add(ReadValue(child, context));
                    break;
                case "Interval":
                    intervals.Add(ReadInterval(child, context));
                    break;
                default:
                    context.Unexpected(child);
                    break;
            }
        }

        context.Keyword(element, "isCyclic", Cyclic);
        return new DataField(
            context.RequiredText(element, "name"),
            context.RequiredKeyword(element, "optype", Keywords.OpType),
            context.RequiredKeyword(element, "dataType", Keywords.DataType),
            values.ToImmutable(),
            intervals.ToImmutable(),
            element.Location);
    }
}
