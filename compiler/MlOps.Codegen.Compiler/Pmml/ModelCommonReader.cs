using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads what all model elements have.</summary>
internal static class ModelCommonReader
{
    private static readonly string[] CommonAttributes =
        ["modelName", "functionName", "algorithmName", "isScorable", "x-mathContext"];

    /// <summary>Reads the common parts, and reports attributes and children that are neither common nor the kind's own.</summary>
    /// <param name="model">The model element.</param>
    /// <param name="attributes">The attributes of its kind.</param>
    /// <param name="children">The child elements of its kind, which its own reader reads.</param>
    /// <param name="context">The reading.</param>
    public static ModelCommon Read(
        PmmlElement model, ReadOnlySpan<string> attributes, ReadOnlySpan<string> children, ReadContext context)
    {
        context.Takes(model, [.. CommonAttributes, .. attributes]);
        ImmutableArray<MiningField>? schema = null;
        ImmutableArray<OutputField>? output = null;
        ImmutableArray<Target>? targets = null;
        TransformationDictionary? transformations = null;
        ModelVerification? verification = null;
        foreach (PmmlElement child in model.Children)
        {
            switch (child.Name)
            {
                case "MiningSchema" when schema is null:
                    schema = MiningSchemaReader.Read(child, context);
                    break;
                case "Output" when output is null:
                    output = OutputReader.Read(child, context);
                    break;
                case "Targets" when targets is null:
                    targets = TargetsReader.Read(child, context);
                    break;
                case "LocalTransformations" when transformations is null:
                    transformations = TransformationReader.Read(child, context);
                    break;
                case "ModelVerification" when verification is null:
                    verification = ModelVerificationReader.Read(child, context);
                    break;
                default:
                    if (!children.Contains(child.Name))
                    {
                        context.Unexpected(child);
                    }

                    break;
            }
        }

        if (schema is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, model.Location, model.Name, "a MiningSchema");
        }

        context.Boolean(model, "isScorable");
        return new ModelCommon(
            model.Attribute("modelName") ?? "",
            context.RequiredKeyword(model, "functionName", Keywords.MiningFunction),
            schema ?? [],
            output ?? [],
            targets ?? [],
            transformations ?? TransformationDictionary.Empty,
            verification,
            context.Keyword(model, "x-mathContext", Keywords.MathContext) ?? MathContext.Double,
            model.Location);
    }
}
