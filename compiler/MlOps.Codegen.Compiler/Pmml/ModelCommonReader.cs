using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads what all models share: MiningSchema, Output, Targets, LocalTransformations, ModelVerification.</summary>
internal static class ModelCommonReader
{
    public static ModelCommon Read(PmmlElement element, ReadContext context)
    {
        PmmlElement? schema = element.Child("MiningSchema");
        if (schema is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "MiningSchema");
        }

        MiningFunction? function = context.EnumOrNull<MiningFunction>(element, "functionName");
        if (element["functionName"] is null)
        {
            context.Report(DiagnosticDescriptors.MissingAttribute, element, element.Name, "functionName");
        }

        return new ModelCommon(
            element["modelName"] ?? "",
            function ?? MiningFunction.Regression,
            schema is null ? [] : ReadSchema(schema, context),
            OutputReader.Read(element.Child("Output"), context),
            TargetsReader.Read(element.Child("Targets"), context),
            TransformationReader.Read(element.Child("LocalTransformations"), context),
            ModelVerificationReader.Read(element.Child("ModelVerification"), context),
            context.Enum(element, "x-mathContext", MathContext.Double),
            element.Location);
    }

    private static ImmutableArray<MiningField> ReadSchema(PmmlElement element, ReadContext context)
    {
        var fields = ImmutableArray.CreateBuilder<MiningField>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (PmmlElement child in element.ChildrenNamed("MiningField"))
        {
            MiningField field = ReadField(child, context);
            if (!names.Add(field.Name))
            {
                context.Report(DiagnosticDescriptors.DuplicateName, child, "MiningField", field.Name);
            }

            fields.Add(field);
        }

        return fields.ToImmutable();
    }

    private static MiningField ReadField(PmmlElement element, ReadContext context)
    {
        OutlierTreatment outliers = context.Enum(element, "outliers", OutlierTreatment.AsIs);
        double? low = context.Number(element, "lowValue");
        double? high = context.Number(element, "highValue");
        if (outliers != OutlierTreatment.AsIs && low is null && high is null)
        {
            context.Report(DiagnosticDescriptors.MissingAttribute, element, element.Name, "lowValue");
        }

        return new MiningField(
            context.Required(element, "name"),
            context.Enum(element, "usageType", UsageType.Active, ("predicted", UsageType.Target)),
            context.OpTypeOf(element),
            outliers,
            low,
            high,
            element["missingValueReplacement"],
            context.Enum(element, "missingValueTreatment", MissingValueTreatment.AsIs),
            context.Enum(element, "invalidValueTreatment", InvalidValueTreatment.ReturnInvalid),
            element["invalidValueReplacement"] ?? element["x-invalidValueReplacement"],
            element.Location);
    }
}
