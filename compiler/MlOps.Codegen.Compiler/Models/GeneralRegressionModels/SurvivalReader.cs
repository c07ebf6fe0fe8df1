using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.GeneralRegressionModels;

/// <summary>Reads the baseline hazards of a Cox regression.</summary>
internal static class SurvivalReader
{
    /// <summary>Reads the parts of a GeneralRegressionModel that only Cox regression has; null after a diagnostic.</summary>
    public static Survival? Read(PmmlElement model, ReadContext context)
    {
        string endTime = context.RequiredText(model, "endTimeVariable");
        string? strata = model.Attribute("baselineStrataVariable");
        if (model.Child("BaseCumHazardTables") is not { } tables)
        {
            context.Report(DiagnosticDescriptors.MissingElement, model.Location, model.Name, "BaseCumHazardTables");
            return null;
        }

        context.Takes(tables, "maxTime");
        ImmutableArray<Baseline> baselines = strata is null
            ? [ReadBaseline(tables, null, context)]
            : [.. GeneralRegressionModelReader.Members(tables, "BaselineStratum", context).Select(stratum => ReadStratum(stratum, context))];
        if (baselines.IsEmpty)
        {
            context.Report(DiagnosticDescriptors.MissingElement, tables.Location, tables.Name, "a BaselineStratum");
        }

        return new Survival(endTime, strata, baselines, tables.Location);
    }

    private static Baseline ReadStratum(PmmlElement stratum, ReadContext context)
    {
        context.Takes(stratum, "value", "label", "maxTime");
        return ReadBaseline(stratum, context.RequiredText(stratum, "value"), context);
    }

    private static Baseline ReadBaseline(PmmlElement element, string? stratum, ReadContext context)
    {
        var cells = ImmutableArray.CreateBuilder<BaselineCell>();
        foreach (PmmlElement cell in GeneralRegressionModelReader.Members(element, "BaselineCell", context))
        {
            context.Takes(cell, "time", "cumHazard");
            context.NoChildren(cell);
            cells.Add(new BaselineCell(context.RequiredNumber(cell, "time"), context.RequiredNumber(cell, "cumHazard")));
        }

        if (cells.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a BaselineCell");
        }

        return new Baseline(stratum, context.RequiredNumber(element, "maxTime"), cells.ToImmutable(), element.Location);
    }
}
