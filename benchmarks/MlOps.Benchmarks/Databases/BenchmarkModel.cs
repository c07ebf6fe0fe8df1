using System.Globalization;
using System.Text;
using MlOps.Benchmarks.Ensembles;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;

namespace MlOps.Benchmarks.Databases;

/// <summary>A model in every form that a contender takes.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Columns">How many columns <c>x0</c>, <c>x1</c>, … its table has, all of which it reads.</param>
/// <param name="Plan">Its plan, from PMML.</param>
/// <param name="Ordinary">Its plan where numbers are promised to be ordinary.</param>
/// <param name="Plain">The expression that a peer emits, or that is written by hand.</param>
/// <param name="Peer">What that expression is.</param>
/// <param name="CreateOnnx">Makes it a model of ONNX Runtime.</param>
/// <param name="IsLarge">Whether the plain expression is so slow that it is timed on fewer rows.</param>
internal sealed record BenchmarkModel(
    string Name, int Columns, ScoringPlan Plan, ScoringPlan Ordinary, string Plain, string Peer, Func<OnnxModel> CreateOnnx, bool IsLarge)
{
    private const int LinearInputs = 50;
    private const int Characteristics = 10;

    // The plain expressions must do exactly what PMML asks for, so numbers are exact in binary32, which ONNX Runtime computes in.
    private const int CutsPerCharacteristic = 3;

    /// <summary>The models of the benchmark.</summary>
    public static IReadOnlyList<BenchmarkModel> All { get; } =
    [
        Linear(),
        Scorecard(),
        Forest("100 trees of depth 6", 100),
        Forest("500 trees of depth 6", 500),
    ];

    private static BenchmarkModel Linear()
    {
        var random = new Random(23);
        double[] coefficients = [.. Enumerable.Range(0, LinearInputs).Select(_ => (double)(random.NextSingle() - 0.5f))];
        var pmml = new StringBuilder(Head(LinearInputs));
        pmml.Append("<RegressionModel functionName=\"regression\">").Append(Schema(LinearInputs)).Append("<RegressionTable intercept=\"0.25\">");
        for (int i = 0; i < LinearInputs; i++)
        {
            pmml.Append(CultureInfo.InvariantCulture, $"<NumericPredictor name=\"x{i}\" coefficient=\"{coefficients[i]:R}\"/>");
        }

        pmml.Append("</RegressionTable></RegressionModel></PMML>");
        string plain = "0.25E0" + string.Concat(coefficients.Select((value, i) => string.Create(CultureInfo.InvariantCulture, $" + {Number(value)} * x{i}")));
        return new BenchmarkModel(
            "linear, 50 inputs", LinearInputs, Load(pmml, "linear"), Load(pmml, "linear", ordinary: true), plain, "expression by hand", () => new OnnxModel(0.25, coefficients, Threads), false);
    }

    private static BenchmarkModel Scorecard()
    {
        var random = new Random(29);
        var pmml = new StringBuilder(Head(RandomForest.FeatureCount));
        pmml.Append("<Scorecard functionName=\"regression\" initialScore=\"600\" useReasonCodes=\"false\">").Append(Schema(RandomForest.FeatureCount)).Append("<Characteristics>");
        var plain = new StringBuilder("600E0");
        var trees = new List<RandomForest.Tree>();
        for (int i = 0; i < Characteristics; i++)
        {
            float[] cuts = [.. Enumerable.Range(0, CutsPerCharacteristic).Select(_ => random.NextSingle()).Order()];
            float[] points = [.. Enumerable.Range(0, CutsPerCharacteristic + 1).Select(_ => (float)random.Next(100))];
            pmml.Append(CultureInfo.InvariantCulture, $"<Characteristic name=\"c{i}\">");
            plain.Append(" + CASE");
            for (int part = 0; part <= CutsPerCharacteristic; part++)
            {
                bool isLast = part == CutsPerCharacteristic;
                string predicate = isLast ? "<True/>" : string.Create(CultureInfo.InvariantCulture, $"<SimplePredicate field=\"x{i}\" operator=\"lessOrEqual\" value=\"{(double)cuts[part]:R}\"/>");
                pmml.Append(CultureInfo.InvariantCulture, $"<Attribute partialScore=\"{points[part]:R}\">{predicate}</Attribute>");
                plain.Append(isLast ? $" ELSE {Number(points[part])} END" : string.Create(CultureInfo.InvariantCulture, $" WHEN x{i} <= {Number(cuts[part])} THEN {Number(points[part])}"));
            }

            pmml.Append("</Characteristic>");
            trees.Add(new RandomForest.Tree([i, i, i], [cuts[1], cuts[0], cuts[2]], points));
        }

        // ONNX Runtime has no scorecards: each characteristic is a tree.
        trees.Add(new RandomForest.Tree([0], [0.5f], [600, 600]));
        pmml.Append("</Characteristics></Scorecard></PMML>");
        return new BenchmarkModel(
            "scorecard, 10 characteristics", RandomForest.FeatureCount, Load(pmml, "scorecard"), Load(pmml, "scorecard", ordinary: true), plain.ToString(), "expression by hand", () => new OnnxModel(new RandomForest(trees), Threads), false);
    }

    private static BenchmarkModel Forest(string name, int count)
    {
        var forest = new RandomForest(count, depth: 6);
        var pmml = new StringBuilder(Head(RandomForest.FeatureCount));
        pmml.Append("<MiningModel functionName=\"regression\">").Append(Schema(RandomForest.FeatureCount)).Append("<Segmentation multipleModelMethod=\"sum\">");
        var plain = new StringBuilder();
        foreach (RandomForest.Tree tree in forest.Trees)
        {
            pmml.Append("<Segment><True/><TreeModel functionName=\"regression\" splitCharacteristic=\"binarySplit\">").Append(Schema(RandomForest.FeatureCount));
            Node(pmml, tree, 0, "<True/>");
            pmml.Append("</TreeModel></Segment>");
            plain.Append(plain.Length > 0 ? " + " : "");
            Case(plain, tree, 0);
        }

        pmml.Append("</Segmentation></MiningModel></PMML>");
        return new BenchmarkModel(
            name, RandomForest.FeatureCount, Load(pmml, $"forest{count}"), Load(pmml, $"forest{count}", ordinary: true), plain.ToString(), "nested CASE", () => new OnnxModel(forest, Threads), true);
    }

    private static int Threads => Environment.ProcessorCount;

    private static void Node(StringBuilder pmml, RandomForest.Tree tree, int position, string predicate)
    {
        int child = tree.Child(position);
        if (child < 0)
        {
            pmml.Append(CultureInfo.InvariantCulture, $"<Node score=\"{(double)tree.Leaves[~child]:R}\">{predicate}</Node>");
            return;
        }

        string test = string.Create(CultureInfo.InvariantCulture, $"field=\"x{tree.Features[position]}\" operator=\"{{0}}\" value=\"{(double)tree.Thresholds[position]:R}\"");
        pmml.Append("<Node>").Append(predicate);
        Node(pmml, tree, (2 * position) + 1, $"<SimplePredicate {test.Replace("{0}", "lessOrEqual", StringComparison.Ordinal)}/>");
        Node(pmml, tree, (2 * position) + 2, $"<SimplePredicate {test.Replace("{0}", "greaterThan", StringComparison.Ordinal)}/>");
        pmml.Append("</Node>");
    }

    private static void Case(StringBuilder plain, RandomForest.Tree tree, int position)
    {
        int child = tree.Child(position);
        if (child < 0)
        {
            plain.Append(Number(tree.Leaves[~child]));
            return;
        }

        plain.Append(CultureInfo.InvariantCulture, $"CASE WHEN x{tree.Features[position]} <= {Number(tree.Thresholds[position])} THEN ");
        Case(plain, tree, (2 * position) + 1);
        plain.Append(" ELSE ");
        Case(plain, tree, (2 * position) + 2);
        plain.Append(" END");
    }

    private static string Number(double value)
    {
        string text = value.ToString("E16", CultureInfo.InvariantCulture);
        return value < 0 ? $"({text})" : text;
    }

    private static string Head(int columns) =>
        $"<PMML xmlns=\"http://www.dmg.org/PMML-4_4\" version=\"4.4\"><Header/><DataDictionary>{string.Concat(Enumerable.Range(0, columns).Select(i => string.Create(CultureInfo.InvariantCulture, $"<DataField name=\"x{i}\" optype=\"continuous\" dataType=\"double\"/>")))}<DataField name=\"score\" optype=\"continuous\" dataType=\"double\"/></DataDictionary>";

    private static string Schema(int columns) =>
        $"<MiningSchema>{string.Concat(Enumerable.Range(0, columns).Select(i => string.Create(CultureInfo.InvariantCulture, $"<MiningField name=\"x{i}\"/>")))}<MiningField name=\"score\" usageType=\"target\"/></MiningSchema>";

    private static ScoringPlan Load(StringBuilder pmml, string name, bool ordinary = false)
    {
        string path = Path.Combine(Path.GetTempPath(), $"mlops-benchmark-{Environment.ProcessId}-{name}.pmml");
        File.WriteAllText(path, pmml.ToString());
        try
        {
            var diagnostics = new DiagnosticBag();
            PipelineDocument? document = PmmlReader.Read(path, diagnostics);
            ScoringPlan? plan = document is null ? null : PipelineCompiler.Compile(document, name, diagnostics, ordinaryInputs: ordinary);
            return plan ?? throw new InvalidOperationException(string.Join('\n', diagnostics));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
