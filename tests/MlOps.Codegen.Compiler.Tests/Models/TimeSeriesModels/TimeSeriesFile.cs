using System.Globalization;

namespace MlOps.Codegen.Compiler.Tests.Models.TimeSeriesModels;

/// <summary>Files with a time series model of a target y and a horizon h.</summary>
internal static class TimeSeriesFile
{
    public static string Text(string bestFit, string algorithm, string series = "", string fields = """<MiningField name="h" usageType="supplementary"/>""") =>
        ModelFixture.File(
            """
            <DataField name="y" optype="continuous" dataType="double"/>
            <DataField name="z" optype="continuous" dataType="double"/>
            <DataField name="h" optype="continuous" dataType="double"/>
            """,
            $"""
            <TimeSeriesModel functionName="timeSeries" bestFit="{bestFit}">
            <MiningSchema><MiningField name="y" usageType="target"/>{fields}</MiningSchema>
            {series}{algorithm}
            </TimeSeriesModel>
            """);

    public static string Series(IEnumerable<double> values) =>
        $"<TimeSeries>{string.Concat(values.Select((value, i) => string.Create(CultureInfo.InvariantCulture, $"<TimeValue index='{i}' value='{value}'/>")))}</TimeSeries>";

    public static string Array(params double[] values) => string.Create(
        CultureInfo.InvariantCulture, $"<Array n='{values.Length}' type='real'>{string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}</Array>");
}
