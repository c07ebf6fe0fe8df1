using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.Scorecards;

/// <summary>Reads Scorecard.</summary>
internal static class ScorecardReader
{
    public static Model? Read(PmmlElement element, ModelCommon common, ReadContext context)
    {
        string algorithm = element["reasonCodeAlgorithm"] ?? "pointsBelow";
        if (algorithm is not ("pointsBelow" or "pointsAbove"))
        {
            context.Report(DiagnosticDescriptors.InvalidAttribute, element, element.Name, "reasonCodeAlgorithm", algorithm);
        }

        if (element.Child("Characteristics") is not { } characteristics)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "Characteristics");
            return null;
        }

        return new Scorecard(
            common,
            context.Number(element, "initialScore") ?? 0,
            context.Flag(element, "useReasonCodes", true),
            algorithm == "pointsBelow",
            context.Number(element, "baselineScore"),
            [.. characteristics.ChildrenNamed("Characteristic").Select(c => ReadCharacteristic(c, context))]);
    }

    private static Characteristic ReadCharacteristic(PmmlElement element, ReadContext context)
    {
        ImmutableArray<ScorecardAttribute> attributes =
            [.. element.ChildrenNamed("Attribute").Select(attribute => ReadAttribute(attribute, context))];
        if (attributes.IsEmpty)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "Attribute");
        }

        return new Characteristic(
            element["name"] ?? "",
            element["reasonCode"],
            context.Number(element, "baselineScore"),
            attributes,
            element.Location);
    }

    private static ScorecardAttribute ReadAttribute(PmmlElement element, ReadContext context) => new(
        PredicateReader.ReadInside(element, context),
        context.Number(element, "partialScore"),
        element["reasonCode"],
        element.Child("ComplexPartialScore") is { } complex ? ExpressionReader.RequireInside(complex, context) : null,
        element.Location);
}
