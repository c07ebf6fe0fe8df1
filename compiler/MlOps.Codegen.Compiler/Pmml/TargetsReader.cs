using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads Targets (PMML 4.4, Targets).</summary>
internal static class TargetsReader
{
    public static ImmutableArray<Target> Read(PmmlElement? element, ReadContext context) =>
        element is null ? [] : [.. element.ChildrenNamed("Target").Select(target => ReadTarget(target, context))];

    private static Target ReadTarget(PmmlElement element, ReadContext context) => new(
        element["field"] ?? "",
        context.OpTypeOf(element),
        context.Enum(element, "castInteger", CastInteger.None),
        context.Number(element, "min"),
        context.Number(element, "max"),
        context.Number(element, "rescaleConstant") ?? 0,
        context.Number(element, "rescaleFactor") ?? 1,
        [.. element.ChildrenNamed("TargetValue").Select(value => new TargetValue(
            value["value"],
            value["displayValue"],
            context.Number(value, "priorProbability"),
            context.Number(value, "defaultValue"),
            value.Location))],
        element.Location);
}
