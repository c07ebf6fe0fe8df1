using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads TransformationDictionary and LocalTransformations (PMML 4.4, Transformations; Functions).</summary>
internal static class TransformationReader
{
    public static TransformationDictionary Read(PmmlElement? element, ReadContext context)
    {
        if (element is null)
        {
            return TransformationDictionary.Empty;
        }

        var functions = ImmutableArray.CreateBuilder<DefineFunction>();
        var fields = ImmutableArray.CreateBuilder<DerivedField>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "DefineFunction":
                    functions.Add(ReadFunction(child, context));
                    break;
                case "DerivedField":
                    DerivedField field = ReadField(child, context);
                    if (!names.Add(field.Name))
                    {
                        context.Report(DiagnosticDescriptors.DuplicateName, child, "DerivedField", field.Name);
                    }

                    fields.Add(field);
                    break;
                default:
                    context.Report(DiagnosticDescriptors.UnexpectedElement, child, child.Name, element.Name);
                    break;
            }
        }

        return new TransformationDictionary(functions.ToImmutable(), fields.ToImmutable(), element.Location);
    }

    public static DerivedField ReadField(PmmlElement element, ReadContext context)
    {
        DeclaredType type = context.RequiredType(element);
        OpType? opType = context.OpTypeOf(element);
        if (element["optype"] is null)
        {
            context.Report(DiagnosticDescriptors.MissingAttribute, element, element.Name, "optype");
        }

        return new DerivedField(
            element["name"] ?? "",
            opType ?? OpType.Continuous,
            type,
            ExpressionReader.RequireInside(element, context),
            DataDictionaryReader.ReadValues(element, context),
            element.Location);
    }

    private static DefineFunction ReadFunction(PmmlElement element, ReadContext context) => new(
        context.Required(element, "name"),
        context.OpTypeOf(element) ?? OpType.Continuous,
        context.TypeOf(element),
        [.. element.ChildrenNamed("ParameterField").Select(parameter => new ParameterField(
            context.Required(parameter, "name"), context.OpTypeOf(parameter), context.TypeOf(parameter), parameter.Location))],
        ExpressionReader.RequireInside(element, context),
        element.Location);
}
