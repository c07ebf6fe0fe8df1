using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using MlOps.Codegen.MlNet.Tests.Agreement;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;

namespace MlOps.Codegen.MlNet.Tests.Archives;

/// <summary>A model that ML.NET's own tests train: its stored trees, and the scores stored for each row, are what the plan yields.</summary>
public sealed class BaselineTests
{
    private static readonly string[] Numbers =
        ["Num.age", "Num.fnlwgt", "Num.education-num", "Num.capital-gain", "Num.capital-loss", "Num.hours-per-week"];

    private static readonly string[] Categories =
    [
        "Cat.Workclass", "Cat.education", "Cat.marital-status", "Cat.occupation", "Cat.relationship", "Cat.ethnicity", "Cat.sex", "Cat.native-country-region",
    ];

    [SkippableFact]
    public void FastTree_on_the_census_data_scores_as_the_stored_trees_and_results_do()
    {
        string suite = Suite.Require();
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromTextFile(
            Path.Combine(suite, "data", "adult.tiny.with-schema.txt"),
            [new TextLoader.Column("Label", DataKind.Boolean, 0), new TextLoader.Column("Num", DataKind.Single, 9, 14), new TextLoader.Column("Cat", DataKind.String, 1, 8)],
            hasHeader: true);
        ITransformer model = ml.Transforms.Categorical.OneHotEncoding("CatVector", "Cat").Append(ml.Transforms.Concatenate("Features", "Num", "CatVector"))
            .Append(ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
            {
                NumberOfLeaves = 5,
                MinimumExampleCountPerLeaf = 5,
                LearningRate = 0.25,
                NumberOfTrees = 20,
                MaximumBinCountPerFeature = 255,
            })).Fit(data);
        ScoringPlan plan = Trial.Compile(model, data.Schema);
        Dictionary<string, List<Scalar>> columns = Expected.Of(model.Transform(data));
        string folder = Path.Combine(suite, "baseline", "FastTreeBinaryClassification");
        string[] stored = [.. File.ReadLines(Path.Combine(folder, "FastTree-TrainTest-Census.Cat.txt")).Skip(1)];
        var trees = StoredTrees.Read(Path.Combine(folder, "FastTree-TrainTest-Census.Cat.ini"));
        int score = plan.Outputs.Select(output => output.Schema.Name).ToList().IndexOf("Score");
        int probability = plan.Outputs.Select(output => output.Schema.Name).ToList().IndexOf("Probability");

        var evaluator = new PlanEvaluator(plan);
        for (int row = 0; row < stored.Length; row++)
        {
            int at = row;
            Scalar[] scored = evaluator.Evaluate([.. plan.Inputs.Select(input => columns[input.Schema.Name][at])]);
            string[] cells = stored[row].Split('\t');

            Assert.Equal(double.Parse(cells[2], CultureInfo.InvariantCulture), scored[score].Double, 1e-5);
            Assert.Equal(double.Parse(cells[3], CultureInfo.InvariantCulture), scored[probability].Double, 1e-6);
            Assert.Equal(trees.Score(name => Value(name, columns, at)), scored[score].Double, 1e-5);
        }

        Assert.Equal(columns["Score"].Count, stored.Length);

        Dictionary<string, double> summary = File.ReadLines(Path.Combine(folder, "FastTree-TrainTest-Census.Cat-summary.txt"))
            .Select(line => line.Trim().Split('\t')).Where(cells => cells.Length == 2)
            .ToDictionary(cells => cells[0], cells => double.Parse(cells[1], CultureInfo.InvariantCulture));
        Dictionary<string, double> gains = trees.Gains();
        Assert.All(summary, gain => Assert.Equal(gain.Value, gains[gain.Key], 1e-4));
        Assert.Equal(summary.Keys.Order(StringComparer.Ordinal), Asked(plan).Order(StringComparer.Ordinal));
    }

    // What the plan's trees ask, by the names of the slots that ML.NET's trees split by.
    private static IEnumerable<string> Asked(ScoringPlan plan) => plan.Definitions.OfType<KernelDefinition>()
        .SelectMany(definition => definition.Kernel.ComparedConstants)
        .Select(compared => compared.Value.Name.Split('.', '_') is ["Num", var number, ..]
            ? Numbers[int.Parse(number, CultureInfo.InvariantCulture)]
            : $"{Categories[int.Parse(compared.Value.Name.Split('.', '_')[1], CultureInfo.InvariantCulture)]}.{compared.Constant.Text}")
        .Distinct();

    [SkippableTheory]
    [InlineData("FastForestClassification/FastForestClassification-TrainTest-breast-cancer.txt")]
    [InlineData("PriorPredictor/BinaryPrior-TrainTest-breast-cancer.txt")]
    public void Models_trained_as_the_stored_results_were_score_as_they_do(string file)
    {
        string suite = Suite.Require();
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromTextFile(
            Path.Combine(suite, "data", "breast-cancer.txt"),
            [new TextLoader.Column("Label", DataKind.Boolean, 0), new TextLoader.Column("Features", DataKind.Single, 1, 9)]);
        ITransformer model = Stored(ml, file.Split('/')[0]).Fit(data);
        ScoringPlan plan = Trial.Compile(model, data.Schema);
        Dictionary<string, List<Scalar>> columns = Expected.Of(data);
        string[] stored = [.. File.ReadLines(Path.Combine(suite, "baseline", file)).Skip(1)];
        string[] names = [.. plan.Outputs.Select(output => output.Schema.Name)];
        var evaluator = new PlanEvaluator(plan);
        int compared = 0;
        foreach (string[] cells in stored.Select(line => line.Split('\t')))
        {
            int row = int.Parse(cells[0], CultureInfo.InvariantCulture);
            Scalar[] scored = evaluator.Evaluate([.. plan.Inputs.Select(input => columns[input.Schema.Name][row])]);
            compared += Compare(scored[Array.IndexOf(names, "Score")], cells[2]);
            if (Array.IndexOf(names, "Probability") is >= 0 and var probability)
            {
                compared += Compare(scored[probability], cells[3]);
            }
        }

        Assert.InRange(compared, stored.Length / 2, 2 * stored.Length);
    }

    // Rows with missing features have no score.
    private static int Compare(Scalar actual, string cell)
    {
        if (!double.TryParse(cell, CultureInfo.InvariantCulture, out double number) || double.IsNaN(number))
        {
            Assert.True(actual.IsMissing);
            return 0;
        }

        Assert.Equal(number, actual.Double, 1e-5 * Math.Max(1, Math.Abs(number)));
        return 1;
    }

    // The options of ML.NET's own tests, which stored the results.
    private static IEstimator<ITransformer> Stored(MLContext ml, string trainer) => trainer switch
    {
        "FastForestClassification" => ml.BinaryClassification.Trainers.FastForest(numberOfLeaves: 5, numberOfTrees: 10, minimumExampleCountPerLeaf: 10)
            .Append(ml.BinaryClassification.Calibrators.Platt()),
        "PriorPredictor" => ml.BinaryClassification.Trainers.Prior(),
        _ => throw new ArgumentOutOfRangeException(nameof(trainer)),
    };

    // Numbers go by their column's name, categories by the column's name and their own.
    private static double Value(string name, Dictionary<string, List<Scalar>> columns, int row)
    {
        int number = Array.IndexOf(Numbers, name);
        if (number >= 0)
        {
            return columns[string.Create(CultureInfo.InvariantCulture, $"Num.{number}")][row].Double;
        }

        int category = Array.FindIndex(Categories, column => name.StartsWith(column + ".", StringComparison.Ordinal));
        Scalar value = columns[string.Create(CultureInfo.InvariantCulture, $"Cat.{category}")][row];
        return value == Scalar.FromText(name[(Categories[category].Length + 1)..]) ? 1 : 0;
    }
}
