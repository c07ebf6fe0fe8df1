using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of MiningModel.</summary>
internal static class MiningModelProbes
{
    private const string Methods = "MiningModelReader.Methods";

    public static KindProbes All { get; } = new(
        "MiningModel",
        [
            KindProbes.Function("MiningModel", "regression", File(Regression("average"))),
            KindProbes.Function("MiningModel", "classification", File(Classification("majorityVote"))),
            KindProbes.Function("MiningModel", "clustering", File(Clustering("majorityVote"))),
            KindProbes.Function("MiningModel", "mixed", File(Regression("modelChain").Replace("<MiningModel functionName=\"regression\"", "<MiningModel functionName=\"mixed\"", StringComparison.Ordinal))),
        ],
        [
            .. Probe.Each("multipleModelMethod of a regression", Methods, word => File(word == "x-multiModelChain" ? SeveralTargets : Regression(word))),
            .. Probe.Each("multipleModelMethod of a classification", Methods, word => File(Classification(word))),
            .. Probe.Each("multipleModelMethod of a clustering", Methods, word => File(Clustering(word))),
            .. Probe.Each("missingPredictionTreatment", "MiningModelReader.Treatments", word => File(Regression("average", $"missingPredictionTreatment=\"{word}\""))),
            new("multipleModelMethod", "median of 101 segments", File($"""
                <MiningModel functionName="regression">{Schema("x z", "y")}{Result}<Segmentation multipleModelMethod="median">
                {string.Concat(Enumerable.Range(1, 101).Select(i => Segment(i, "<True/>", Inner(Linear("")))))}</Segmentation></MiningModel>
                """)),
            new("missingThreshold", "", File(Regression("average", "missingPredictionTreatment=\"skipSegment\" missingThreshold=\"0.5\""))),
            new("modelChain", "with an output of one segment in the next", File(Chain("fromFirst", "fromFirst"))),
            new("OutputField segmentId", "", File(Chain("fromFirst", "x", """<OutputField name="shown" optype="continuous" dataType="double" feature="transformedValue" segmentId="1" value="fromFirst"/>"""))),
            new("Segment", "with a MiningModel inside", File($"""
                <MiningModel functionName="regression">{Schema("x z", "y")}{Result}<Segmentation multipleModelMethod="sum">{Segment(1, "<True/>", Inner(Regression("average")))}</Segmentation></MiningModel>
                """)),
            new("VariableWeight", "", File(Regression("weightedAverage").Replace(
                "<Segment id=\"1\" weight=\"1\"><True/>", "<Segment id=\"1\" weight=\"1\"><True/><VariableWeight field=\"z\"/>", StringComparison.Ordinal))),
            new("embedded DecisionTree", "", File($"""
                <MiningModel functionName="regression">{Schema("x z", "y")}<DecisionTree functionName="regression"><Node score="1"><True/></Node></DecisionTree></MiningModel>
                """)),
        ]);

    private static string Regression(string method, string attributes = "") => $"""
        <MiningModel functionName="regression">{Schema("x z", "y")}{Result}<Segmentation multipleModelMethod="{method}" {attributes}>
        {Segment(1, "<True/>", Inner(TreeModelProbes.Regression()))}
        {Segment(2, "<SimplePredicate field=\"z\" operator=\"greaterThan\" value=\"1\"/>", Inner(Linear("")))}
        {Segment(3, "<SimplePredicate field=\"z\" operator=\"greaterThan\" value=\"2\"/>", Inner(TreeModelProbes.Regression()))}
        </Segmentation></MiningModel>
        """;

    private static string Classification(string method) => $"""
        <MiningModel functionName="classification">{Schema("x z", "label")}{LabelResult}<Segmentation multipleModelMethod="{method}">
        {Segment(1, "<True/>", Inner(TreeModelProbes.Classification()))}{Segment(2, "<SimplePredicate field=\"z\" operator=\"greaterThan\" value=\"1\"/>", Inner(Logistic()))}
        {Segment(3, "<True/>", Inner(TreeModelProbes.Classification()))}
        </Segmentation></MiningModel>
        """;

    private static string Clustering(string method) => $"""
        <MiningModel functionName="clustering">{Schema("x z")}{LabelResult}<Segmentation multipleModelMethod="{method}">
        {Segment(1, "<True/>", Inner(ClusteringProbes.Clusters("")))}{Segment(2, "<SimplePredicate field=\"z\" operator=\"greaterThan\" value=\"1\"/>", Inner(ClusteringProbes.Clusters("")))}
        </Segmentation></MiningModel>
        """;

    private static string Chain(string output, string input, string shown = "") => $"""
        <MiningModel functionName="regression">{Schema("x", "y")}<Output><OutputField name="result" optype="continuous" dataType="double" feature="predictedValue"/>{shown}</Output>
        <Segmentation multipleModelMethod="modelChain">
        {Segment(1, "<True/>", Linear($"<Output><OutputField name=\"{output}\" optype=\"continuous\" dataType=\"double\" feature=\"predictedValue\"/></Output>"))}
        {Segment(2, "<True/>", $"<RegressionModel functionName=\"regression\">{Schema(input, "y")}<RegressionTable intercept=\"0\"><NumericPredictor name=\"{input}\" coefficient=\"3\"/></RegressionTable></RegressionModel>")}
        </Segmentation></MiningModel>
        """;

    private static string SeveralTargets => $"""
        <MiningModel functionName="regression">{Schema("x", "y", "<MiningField name=\"z\" usageType=\"target\"/>")}
        <Output><OutputField name="result" optype="continuous" dataType="double" feature="predictedValue" targetField="z"/></Output>
        <Segmentation multipleModelMethod="x-multiModelChain">{Segment(1, "<True/>", Linear(""))}{Segment(2, "<True/>", Linear("", Schema("x", "z")))}</Segmentation></MiningModel>
        """;

    private static string Segment(int id, string predicate, string model) => $"""<Segment id="{id}" weight="{id}">{predicate}{model}</Segment>""";

    // A segment's own output fields are the segment's affair.
    private static string Inner(string model)
    {
        int start = model.IndexOf("<Output>", StringComparison.Ordinal);
        return start < 0 ? model : model.Remove(start, model.IndexOf("</Output>", StringComparison.Ordinal) + "</Output>".Length - start);
    }
}
