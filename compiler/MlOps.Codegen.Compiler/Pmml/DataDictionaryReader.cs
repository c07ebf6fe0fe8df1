using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads the DataDictionary (PMML 4.4, DataDictionary).</summary>
internal static class DataDictionaryReader
{
    public static DataDictionary Read(PmmlElement element, ReadContext context)
    {
        var fields = ImmutableArray.CreateBuilder<DataField>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "DataField":
                    DataField field = ReadField(child, context);
                    if (!names.Add(field.Name))
                    {
                        context.Report(DiagnosticDescriptors.DuplicateName, child, "DataField", field.Name);
                    }
                    else
                    {
                        fields.Add(field);
                    }

                    break;
                case "Taxonomy":
                    break;
                default:
                    context.Report(DiagnosticDescriptors.UnexpectedElement, child, child.Name, element.Name);
                    break;
            }
        }

        return new DataDictionary(fields.ToImmutable(), element.Location);
    }

    public static ImmutableArray<FieldValue> ReadValues(PmmlElement element, ReadContext context) =>
        [.. element.ChildrenNamed("Value").Select(value => new FieldValue(
            context.Required(value, "value"),
            context.Enum(value, "property", ValueProperty.Valid),
            value.Location))];

    public static Interval ReadInterval(PmmlElement element, ReadContext context) => new(
        context.Enum(element, "closure", Closure.ClosedClosed),
        context.Number(element, "leftMargin"),
        context.Number(element, "rightMargin"),
        element.Location);

    private static DataField ReadField(PmmlElement element, ReadContext context)
    {
        DeclaredType type = context.RequiredType(element);
        OpType byType = type.Type is DataType.String or DataType.Boolean ? OpType.Categorical : OpType.Continuous;
        return new DataField(
            context.Required(element, "name"),
            context.OpTypeOf(element) ?? byType,
            type,
            ReadValues(element, context),
            [.. element.ChildrenNamed("Interval").Select(interval => ReadInterval(interval, context))],
            element.Location);
    }
}
