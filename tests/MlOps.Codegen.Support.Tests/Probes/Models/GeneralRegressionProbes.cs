using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of GeneralRegressionModel.</summary>
internal static class GeneralRegressionProbes
{
    private const string Element = "GeneralRegressionModel";
    private const string Hazards = """<BaseCumHazardTables maxTime="6"><BaselineCell time="1" cumHazard="0.0625"/><BaselineCell time="3.5" cumHazard="0.25"/></BaseCumHazardTables>""";

    public static KindProbes All { get; } = new(
        Element,
        [
            KindProbes.Function(Element, "regression", File(Line("modelType=\"generalLinear\""))),
            KindProbes.Function(Element, "classification", File(Classes("modelType=\"multinomialLogistic\"", "label", "no"))),
        ],
        [
            .. Probe.Each("modelType", "GeneralRegressionModelReader.ModelTypes", word => File(word switch
            {
                "multinomialLogistic" => Classes($"modelType=\"{word}\"", "label", "no"),
                "ordinalMultinomial" => Classes($"modelType=\"{word}\" cumulativeLink=\"logit\"", "level", "low", "mid"),
                "generalizedLinear" => Line($"modelType=\"{word}\" linkFunction=\"identity\""),
                "CoxRegression" => Cox(Hazards),
                _ => Line($"modelType=\"{word}\""),
            })),
            .. Probe.Each("linkFunction", "GeneralRegressionModelReader.LinkFunctions", word => File(Line(
                $"modelType=\"generalizedLinear\" linkFunction=\"{word}\" {(word == "negbin" ? "distParameter=\"2\"" : word is "power" or "oddspower" ? "linkParameter=\"0.5\"" : "")}"))),
            new("linkFunction", "of two categories", File(Classes("modelType=\"generalizedLinear\" linkFunction=\"logit\"", "label", "no"))),
            .. Probe.Each("cumulativeLink", "GeneralRegressionModelReader.CumulativeLinks", word =>
                File(Classes($"modelType=\"ordinalMultinomial\" cumulativeLink=\"{word}\"", "level", "low", "mid"))),
            new("offsetValue", "", File(Line("modelType=\"generalizedLinear\" linkFunction=\"log\" offsetValue=\"2\""))),
            new("offsetVariable", "", File(Line("modelType=\"generalizedLinear\" linkFunction=\"log\" offsetVariable=\"z\""))),
            new("trialsValue", "", File(Line("modelType=\"generalizedLinear\" linkFunction=\"logit\" trialsValue=\"10\""))),
            new("trialsVariable", "", File(Line("modelType=\"generalizedLinear\" linkFunction=\"logit\" trialsVariable=\"n\""))),
            new("FactorList", "", File(Line("modelType=\"generalLinear\"", "<Predictor name=\"c\"/>", "", "<PPCell value=\"u\" predictorName=\"c\" parameterName=\"p1\"/>"))),
            new("PPMatrix", "with a power of a covariate", File(Line("modelType=\"generalLinear\"", row: "<PPCell value=\"2\" predictorName=\"x\" parameterName=\"p1\"/>"))),
            new("PPMatrix", "with an interaction", File(Line(
                "modelType=\"generalLinear\"",
                "<Predictor name=\"c\"/>",
                row: "<PPCell value=\"u\" predictorName=\"c\" parameterName=\"p1\"/><PPCell value=\"1\" predictorName=\"x\" parameterName=\"p1\"/>"))),
            new("FactorList Matrix", "", File(Line(
                "modelType=\"generalLinear\"",
                """<Predictor name="c" contrastMatrixType="helmert"><Categories><Category value="u"/><Category value="v"/></Categories><Matrix nbRows="2" nbCols="1"><Array n="1" type="real">1</Array><Array n="1" type="real">-1</Array></Matrix></Predictor>""",
                "",
                "<PPCell value=\"u\" predictorName=\"c\" parameterName=\"p1\"/>"))),
            new("BaseCumHazardTables", "", File(Cox(Hazards))),
            new("baselineStrataVariable", "", File(Cox(
                "<BaseCumHazardTables><BaselineStratum value=\"a\" maxTime=\"6\"><BaselineCell time=\"1\" cumHazard=\"0.0625\"/></BaselineStratum></BaseCumHazardTables>",
                "baselineStrataVariable=\"g\""))),
        ]);

    private static string Line(
        string attributes,
        string factors = "",
        string covariates = "<Predictor name=\"x\"/>",
        string row = "<PPCell value=\"1\" predictorName=\"x\" parameterName=\"p1\"/>") => $"""
        <GeneralRegressionModel functionName="regression" {attributes}>{Schema("x z n c", "y")}{Result}
        <ParameterList><Parameter name="p0"/><Parameter name="p1"/></ParameterList><FactorList>{factors}</FactorList><CovariateList>{covariates}</CovariateList>
        <PPMatrix>{row}</PPMatrix><ParamMatrix><PCell parameterName="p0" beta="0.5"/><PCell parameterName="p1" beta="0.25"/></ParamMatrix></GeneralRegressionModel>
        """;

    private static string Classes(string attributes, string target, params string[] categories) => $"""
        <GeneralRegressionModel functionName="classification" {attributes}>{Schema("x", target)}{LabelResult}
        <ParameterList><Parameter name="p0"/><Parameter name="p1"/></ParameterList><CovariateList><Predictor name="x"/></CovariateList>
        <PPMatrix><PPCell value="1" predictorName="x" parameterName="p1"/></PPMatrix>
        <ParamMatrix>{string.Concat(categories.Select((category, i) => $"""
            <PCell targetCategory="{category}" parameterName="p0" beta="{i}.5"/><PCell targetCategory="{category}" parameterName="p1" beta="0.25"/>
            """))}</ParamMatrix></GeneralRegressionModel>
        """;

    private static string Cox(string baseline, string attributes = "") => $"""
        <GeneralRegressionModel functionName="regression" modelType="CoxRegression" endTimeVariable="z" statusVariable="f" {attributes}>{Schema("x z g", "y")}{Result}
        <ParameterList><Parameter name="p0" referencePoint="1"/></ParameterList><CovariateList><Predictor name="x"/></CovariateList>
        <PPMatrix><PPCell value="1" predictorName="x" parameterName="p0"/></PPMatrix><ParamMatrix><PCell parameterName="p0" beta="0.5"/></ParamMatrix>
        <EventValues><Value value="1"/></EventValues>{baseline}</GeneralRegressionModel>
        """;
}
