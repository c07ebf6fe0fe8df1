using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Tests.Agreement;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.MlNet.Tests.Archives;

/// <summary>
/// Models that ML.NET's own tests train: trained again by the stored command line, saved, and read, they score each row as the stored results
/// have it, and as the stored trees do.
/// </summary>
public sealed class BaselineTests
{
    private const string TreesFolder = "FastTreeBinaryClassification/";

    private static readonly string[] Categories =
    [
        "Workclass", "education", "marital-status", "occupation", "relationship", "ethnicity", "sex", "native-country-region",
    ];

    private static readonly string[] Numbers = ["age", "fnlwgt", "education-num", "capital-gain", "capital-loss", "hours-per-week"];

    // Runs whose training yields the stored numbers again.
    private static readonly string[] Runs =
    [
        "AveragedPerceptron/AveragedPerceptron-TrainTest-breast-cancer",
        "FastForestClassification/FastForestClassification-TrainTest-breast-cancer",
        "FastForestRegression/FastForestRegression-TrainTest-housing",
        "FastRank/FastRank-TrainTest-breast-cancer",
        $"{TreesFolder}FastTree-TrainTest-Census-Cat-Only.Cat",
        $"{TreesFolder}FastTree-TrainTest-Census.Cat",
        $"{TreesFolder}FastTree-TrainTest-breast-cancer",
        $"{TreesFolder}FastTree-TrainTest-breast-cancer-group",
        $"{TreesFolder}FastTreeBsr-TrainTest-breast-cancer",
        $"{TreesFolder}FastTreeCategorical-TrainTest-Census-Cat-Only.Cat",
        $"{TreesFolder}FastTreeCategorical-TrainTest-Census.Cat",
        $"{TreesFolder}FastTreeCategoricalDisk-TrainTest-Census-Cat-Only.Cat",
        $"{TreesFolder}FastTreeCategoricalDisk-TrainTest-Census.Cat",
        $"{TreesFolder}FastTreeDisk-TrainTest-Census-Cat-Only.Cat",
        $"{TreesFolder}FastTreeDisk-TrainTest-Census.Cat",
        $"{TreesFolder}FastTreeDisk-TrainTest-breast-cancer",
        $"{TreesFolder}FastTreeDrop-TrainTest-breast-cancer",
        $"{TreesFolder}FastTreeHighMinDocs-TrainTest-breast-cancer",
        "LightGBM/LightGBMDart-TrainTest-breast-cancer.dart",
        "LightGBM/LightGBMGoss-TrainTest-breast-cancer.goss",
        "LightGBMBinary/LightGBM-TrainTest-breast-cancer",
        "PriorPredictor/BinaryPrior-TrainTest-breast-cancer",
        "SDCA/BinarySDCA-L1-TrainTest-breast-cancer",
        "SDCA/BinarySDCA-SmoothedHinge-TrainTest-breast-cancer",
        "SDCA/BinarySDCA-TrainTest-breast-cancer",
    ];

    // What is stored, and not compared here: whatever file a pattern matches, for its reason.
    private static readonly (string Pattern, string Reason)[] NotCompared =
    [
        ("-CV-", "scores of the models of folds, none of which is stored or saved by the command; the same trainers are compared by TrainTest"),
        ("-rp\\.txt$", "metrics over scores that are compared row by row"),
        ("MSM-sparse-sample", "its data set is not in the suite"),
        ("QuantileRegressorTester", "quantiles over trees, by a scorer that only the command line has"),
        ("prcurve", "a curve of precision and recall over scores that are compared row by row"),
        ("AveragedPerceptron-.*(PAVcalibration|calibrateRandom|nocalibration)", "trained again, other weights come of it than those of that version"),
        ("tree-featurized", "its transformer (leaves of trees as features) is refused"),
        ("^MulticlassLogisticRegression/.*-iris(-out)?\\.txt$", "trained again, other weights come of it than those of that version"),
        ("^OLS/", "its trainer needs a native library (MKL) that is not installed"),
        ("^RandomPredictor/", "random numbers, which are no model"),
        ("^WeightedEnsembleMulticlass/", "its trainers are in no package"),
        ("LightGBM-Test-", "the model that it tests is backcompat/LightGBM-Train-breast-cancer-model.zip, which StoredModelTests reads"),
        ("^(Categorical|Term)/", "outputs of transformers whose input is rows in the code of ML.NET's tests, not in a file; PipelineTests compares the transformers"),
        ("^Onnx/Transforms/", "an export without a trained number"),
        ("^Onnx/BinaryClassification/BreastCancer/KeyToVector", "an export without a trained number"),
        ("^Onnx/.*LightGbm", "an export of trees over another order of nodes; LightGBM's trees are compared by score, above"),
        ("^Onnx/.*MultiClassification", "compared by two digits in ML.NET's own tests: its training yields other numbers on each machine"),
        ("^Onnx/.*\\.SdcaRegressionTrainer", "trained by several threads, whose order it depends on; ML.NET's own test leaves it out"),
        ("^Onnx/.*(SimplePipeline|LogisticRegressionSaveModel)", "trained again by SDCA, weights come of it that differ in the third digit; SDCA is compared by score, above"),
    ];

    // Exports (ONNX) of linear models, and the trainers whose weights they hold.
    private static readonly Dictionary<string, Func<MLContext, IEstimator<ITransformer>>> Exports = new(StringComparer.Ordinal)
    {
        ["Onnx/Regression/Adult/Microsoft.ML.Trainers.OnlineGradientDescentTrainer.txt"] = ml => ml.Regression.Trainers.OnlineGradientDescent("Target", "FeatureVector"),
        ["Onnx/Regression/Adult/Microsoft.ML.Trainers.LbfgsPoissonRegressionTrainer.txt"] = ml => ml.Regression.Trainers.LbfgsPoissonRegression("Target", "FeatureVector"),
    };

    // Of the command's file, ML.NET loads one of the two fields of features only.
    private const string Machines = "FieldAwareFactorizationMachine/FieldAwareFactorizationMachine-TrainTest-breast-cancer";

    public static TheoryData<string> AllRuns => [.. Runs];

    public static TheoryData<string> AllExports => [.. Exports.Keys];

    [SkippableFact]
    public void Whatever_is_stored_is_compared_or_has_a_reason()
    {
        string folder = StoredRun.Folder;
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

        string[] untold = [.. files.Where(file => !Exports.ContainsKey(file) && !Runs.Append(Machines).Any(run => file.StartsWith(run, StringComparison.Ordinal) && IsOfRun(file[run.Length..]))
            && !NotCompared.Any(reason => Regex.IsMatch(file, reason.Pattern)))];

        Assert.True(files.Length > 100);
        Assert.Empty(untold);
        Assert.All(NotCompared, reason => Assert.Contains(files, file => Regex.IsMatch(file, reason.Pattern)));
    }

    [SkippableTheory]
    [MemberData(nameof(AllRuns))]
    public void Models_trained_as_the_stored_results_were_score_as_they_do(string name)
    {
        var run = new StoredRun(name);
        var command = new TrainTestCommand(run.Command, run.Data);
        string file = Path.Combine(Path.GetTempPath(), $"mlops-baseline-{Guid.NewGuid():N}.zip");
        MlNetModel? model;
        var diagnostics = new DiagnosticBag();
        try
        {
            command.Run(file);
            model = MlNetReader.Read(file, diagnostics);
        }
        catch (InvalidOperationException exception) when (exception.InnerException is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException })
        {
            Skip.If(true, $"a native library cannot be loaded: {exception.Message}");
            throw;
        }
        finally
        {
            File.Delete(file);
        }

        ScoringPlan? plan = model is null ? null : MlNetCompiler.Compile(model, "model", diagnostics);
        Assert.True(plan is not null, string.Join('\n', diagnostics));
        IDataView data = command.Load();
        Dictionary<string, List<Scalar>> columns = Columns(model!.Input, data.Schema, Expected.Of(data));
        StoredTrees? trees = run.Trees;
        var evaluator = new PlanEvaluator(plan);
        int compared = 0;
        foreach ((int row, IReadOnlyDictionary<string, double> stored) in run.Scores())
        {
            Scalar[] scored = evaluator.Evaluate([.. plan.Inputs.Select(input => columns[input.Schema.Name][row])]);
            foreach ((Scalar number, string output) in scored.Zip(plan.Outputs.Select(output => output.Schema.Name)).Where(pair => stored.ContainsKey(pair.Second)))
            {
                double wanted = stored[output];
                Assert.Equal(double.IsNaN(wanted), number.IsMissing);
                Assert.True(number.IsMissing || Math.Abs(number.Double - wanted) <= Trial.DotProduct * Math.Max(1, Math.Abs(wanted)), $"row {row} {output}: {number}, stored {wanted}");
                compared++;
            }

            if (trees is not null)
            {
                Assert.Equal(trees.Score(input => Value(input, columns, row)), stored["Score"], 1e-5);
            }
        }

        Assert.True(compared >= columns.Values.First().Count, $"{compared} numbers were compared");
        if (trees is { SplitsCategories: false } && run.Gains is { } gains)
        {
            Dictionary<string, double> ofTrees = trees.Gains();
            Assert.All(gains, gain => Assert.Equal(gain.Value, ofTrees[gain.Key], 1e-4));
            Assert.Equal(gains.Keys.Select(Bare).Order(StringComparer.Ordinal), Asked(plan).Order(StringComparer.Ordinal));
        }
    }

    [SkippableFact]
    public void Factorization_machines_trained_as_the_stored_results_were_score_as_they_do()
    {
        var run = new StoredRun(Machines);
        var command = new TrainTestCommand(run.Command, run.Data);
        IDataView data = command.Load();
        string file = Path.Combine(Path.GetTempPath(), $"mlops-baseline-{Guid.NewGuid():N}.zip");
        ITransformer loaded;
        try
        {
            command.Run(file);
            loaded = new MLContext().Model.Load(file, out _);
        }
        finally
        {
            File.Delete(file);
        }

        // The machine with the fields that it was trained on: a transformer as the public face makes it.
        ITransformer[] steps = [.. (IEnumerable<ITransformer>)loaded];
        object machine = ((ISingleFeaturePredictionTransformer<object>)steps[^1]).Model;
        ITransformer before = new TransformerChain<ITransformer>(steps[..^1]);
        var predictor = (ITransformer)Activator.CreateInstance(
            typeof(FieldAwareFactorizationMachinePredictionTransformer),
            BindingFlags.Instance | BindingFlags.NonPublic,
            null,
            [new MLContext(), machine, before.GetOutputSchema(data.Schema), (string[])["Features", "DupFeatures"], 0f, "Score"],
            null)!;
        ITransformer model = new TransformerChain<ITransformer>([.. steps[..^1], predictor]);
        ScoringPlan plan = Trial.Compile(model, data.Schema, ["Score", "Probability"]);
        Dictionary<string, List<Scalar>> columns = Expected.Of(data);

        var evaluator = new PlanEvaluator(plan);

        // Training adds floats in an order that depends on the processor's vectors: 6e-5 off on another one.
        Assert.All(run.Scores(), stored =>
        {
            Scalar[] scored = evaluator.Evaluate([.. plan.Inputs.Select(input => columns[input.Schema.Name][stored.Row])]);
            Assert.Equal(double.IsNaN(stored.Numbers["Score"]), scored[0].IsMissing);
            Assert.True(scored[0].IsMissing || Math.Abs(stored.Numbers["Score"] - scored[0].Double) <= 2e-4 * Math.Max(1, Math.Abs(scored[0].Double)), $"{stored.Numbers["Score"]} {scored[0]}");
            Assert.True(scored[0].IsMissing || Math.Abs(stored.Numbers["Probability"] - scored[1].Double) <= 1e-4, $"{stored.Numbers["Probability"]} {scored[1]}");
        });
    }

    [SkippableFact]
    public void Stored_trees_with_categories_name_the_wrong_trees_in_their_list()
    {
        // The file of the model says that 20 evaluators are added, the first of which only tell whether a category is in a set.
        var run = new StoredRun($"{TreesFolder}FastTreeCategorical-TrainTest-Census-Cat-Only.Cat");
        StoredTrees trees = run.Trees!;
        IDataView data = new TrainTestCommand(run.Command, run.Data).Load();
        Dictionary<string, List<Scalar>> columns = Expected.Of(data);

        Assert.True(trees.SplitsCategories);
        Assert.All(run.Scores().Take(100), row =>
        {
            Assert.Equal(row.Numbers["Score"], trees.Score(input => Value(input, columns, row.Row)), 1e-5);
            Assert.True(Math.Abs(row.Numbers["Score"] - trees.ScoreAsListed(input => Value(input, columns, row.Row))) > 0.1);
        });
    }

    [SkippableTheory]
    [MemberData(nameof(AllExports))]
    public void Weights_are_those_that_were_stored_as_an_export(string file)
    {
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromTextFile(
            Path.Combine(Suite.Require(), "data", "generated_regression_dataset.csv"),
            [new TextLoader.Column("FeatureVector", DataKind.Single, 0, 10), new TextLoader.Column("Target", DataKind.Single, 11)],
            separatorChar: ';',
            hasHeader: true);
        using var export = JsonDocument.Parse(File.ReadAllText(Path.Combine(StoredRun.Folder, file)));
        JsonElement regressor = export.RootElement.GetProperty("graph").GetProperty("node").EnumerateArray().Single(node => node.GetProperty("opType").GetString() == "LinearRegressor");

        ScoringPlan plan = Trial.Compile(Exports[file](ml).Fit(data), data.Schema);

        LinearCombination sum = plan.Definitions.OfType<KernelDefinition>().Select(definition => definition.Kernel).OfType<LinearCombination>().Single();
        AssertNear(Floats(regressor, "intercepts"), [sum.Intercept]);
        AssertNear(Floats(regressor, "coefficients"), [.. sum.Terms.Select(term => term.Coefficient)]);
    }

    private static double[] Floats(JsonElement node, string attribute) =>
        [.. node.GetProperty("attribute").EnumerateArray().Single(each => each.GetProperty("name").GetString() == attribute).GetProperty("floats").EnumerateArray().Select(number => number.GetDouble())];

    // Training goes its own way in the last digits from machine to machine.
    private static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-3 * Math.Max(1, Math.Abs(pair.First)), $"{pair.First} {pair.Second}"));
    }

    private static bool IsOfRun(string end) => end is ".txt" or "-out.txt" or "-rp.txt" or ".ini" or "-summary.txt";

    // Slots have the header's names, or numbers.
    private static Dictionary<string, List<Scalar>> Columns(DataViewSchema model, DataViewSchema data, Dictionary<string, List<Scalar>> values)
    {
        var result = new Dictionary<string, List<Scalar>>(values, StringComparer.Ordinal);
        foreach (DataViewSchema.Column column in model.Where(column => !column.IsHidden && data.GetColumnOrNull(column.Name) is not null))
        {
            foreach ((string name, string loaded) in Column(column).Zip(Column(data[column.Name])).Where(pair => values.ContainsKey(pair.Second)))
            {
                result[name] = values[loaded];
            }
        }

        return result;

        static IEnumerable<string> Column(DataViewSchema.Column column) => MlNet.Columns.Column.PublicNames(column);
    }

    // What the plan's trees ask, by the names of the slots that ML.NET's trees split by.
    private static IEnumerable<string> Asked(ScoringPlan plan) => plan.Definitions.OfType<KernelDefinition>()
        .SelectMany(definition => definition.Kernel.ComparedConstants)
        .Select(compared =>
        {
            string column = compared.Value.Name.Split('.', 2)[1];
            string? number = Array.Find(Numbers, name => column == name || column.StartsWith(name + "_", StringComparison.Ordinal));
            return number is not null ? number : $"{Array.Find(Categories, name => column.StartsWith(name, StringComparison.Ordinal))}.{compared.Constant.Text}";
        })
        .Distinct();

    private static string Bare(string name) => Regex.Replace(name, "^(Num|Cat)\\.", "");

    // Numbers go by their column's name, categories by the column's name and their own.
    private static double Value(string name, Dictionary<string, List<Scalar>> columns, int row)
    {
        string bare = Bare(name);
        if (Numbers.Contains(bare))
        {
            return columns[$"Num.{bare}"][row].Double;
        }

        string category = Array.Find(Categories, column => bare.StartsWith(column + ".", StringComparison.Ordinal))!;
        return columns[$"Cat.{category}"][row] == Scalar.FromText(bare[(category.Length + 1)..]) ? 1 : 0;
    }
}
