using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using MlOps.Codegen.MlNet.Tests.Agreement;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;

namespace MlOps.Codegen.MlNet.Tests;

/// <summary>Trained models: trees, additive models and calibrators to the last bit, weighted sums within the stated margin.</summary>
public sealed class TrainerTests
{
    [SkippableFact]
    public void FastTree_scores_regression() => Trial.Run(ml => Features(ml).Append(
        ml.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options { LabelColumnName = "Amount", NumberOfTrees = 20, NumberOfLeaves = 12, MinimumExampleCountPerLeaf = 3 })));

    [SkippableFact]
    public void FastTree_scores_binary_classes_with_Platts_probability() => Trial.Run(ml => Features(ml).Append(
        ml.BinaryClassification.Trainers.FastTree(numberOfTrees: 15, numberOfLeaves: 10, minimumExampleCountPerLeaf: 3)));

    [SkippableFact]
    public void FastTree_ranks() => Trial.Run(ml => Features(ml)
        .Append(ml.Transforms.Conversion.ConvertType("Score5", "Visits", DataKind.Single))
        .Append(ml.Transforms.Conversion.MapValueToKey("Group"))
        .Append(ml.Transforms.Conversion.MapValueToKey("Relevance", "Kind"))
        .Append(ml.Ranking.Trainers.FastTree("Relevance", rowGroupColumnName: "Group", numberOfTrees: 5, minimumExampleCountPerLeaf: 3)));

    [SkippableFact]
    public void FastTree_scores_Tweedie_regression() => Trial.Run(ml => Features(ml).Append(
        ml.Regression.Trainers.FastTreeTweedie("Amount", numberOfTrees: 10, minimumExampleCountPerLeaf: 3)), 1.2e-7);

    [SkippableFact]
    public void FastForest_scores_regression() => Trial.Run(ml => Features(ml).Append(
        ml.Regression.Trainers.FastForest("Amount", numberOfTrees: 9, minimumExampleCountPerLeaf: 3)));

    [SkippableFact]
    public void FastForest_scores_binary_classes() => Trial.Run(ml => Features(ml).Append(
        ml.BinaryClassification.Trainers.FastForest(numberOfTrees: 9, minimumExampleCountPerLeaf: 3)));

    [SkippableFact]
    public void Additive_models_score_regression() => Trial.Run(ml => Features(ml, replaceMissing: true).Append(
        ml.Regression.Trainers.Gam("Amount", numberOfIterations: 50, maximumBinCountPerFeature: 16)));

    [SkippableFact]
    public void Additive_models_score_binary_classes() => Trial.Run(ml => Features(ml, replaceMissing: true).Append(
        ml.BinaryClassification.Trainers.Gam(numberOfIterations: 50, maximumBinCountPerFeature: 16)));

    [SkippableFact]
    public void LightGbm_scores_regression() => WithLightGbm(() => Trial.Run(ml => Features(ml).Append(
        ml.Regression.Trainers.LightGbm("Amount", numberOfIterations: 20, minimumExampleCountPerLeaf: 3))));

    [SkippableFact]
    public void LightGbm_scores_binary_classes() => WithLightGbm(() => Trial.Run(ml => Features(ml).Append(
        ml.BinaryClassification.Trainers.LightGbm(numberOfIterations: 20, minimumExampleCountPerLeaf: 3))));

    [SkippableFact]
    public void LightGbm_splits_categories() => WithLightGbm(() => Trial.Run(ml => Features(ml).Append(
        ml.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            NumberOfIterations = 20,
            MinimumExampleCountPerLeaf = 3,
            MinimumExampleCountPerGroup = 1,
            UseCategoricalSplit = true,
            HandleMissingValue = true,
        }))));

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void LightGbm_scores_several_classes(bool softmax) => WithLightGbm(() => Trial.Run(ml => Features(ml)
        .Append(ml.Transforms.Conversion.MapValueToKey("Class", "Kind"))
        .Append(ml.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options
        {
            LabelColumnName = "Class",
            NumberOfIterations = 10,
            MinimumExampleCountPerLeaf = 3,
            UseSoftmax = softmax,
        }))
        .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")), 2.4e-7));

    [SkippableTheory]
    [InlineData("ols-like sdca")]
    [InlineData("lbfgs poisson")]
    [InlineData("online gradient descent")]
    public void Linear_models_score_regression(string kind) => Trial.Run(
        ml => Features(ml, replaceMissing: true, normalize: true).Append(kind switch
        {
            "ols-like sdca" => ml.Regression.Trainers.Sdca("Amount", maximumNumberOfIterations: 20),
            "lbfgs poisson" => (IEstimator<ITransformer>)ml.Regression.Trainers.LbfgsPoissonRegression("Amount"),
            _ => ml.Regression.Trainers.OnlineGradientDescent("Amount"),
        }),
        Trial.DotProduct);

    [SkippableTheory]
    [InlineData("sdca logistic")]
    [InlineData("sdca non-calibrated")]
    [InlineData("lbfgs logistic")]
    [InlineData("averaged perceptron")]
    [InlineData("linear svm")]
    [InlineData("sgd calibrated")]
    public void Linear_models_score_binary_classes(string kind) => Trial.Run(
        ml => Features(ml, replaceMissing: true, normalize: true).Append(kind switch
        {
            "sdca logistic" => (IEstimator<ITransformer>)ml.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 20),
            "sdca non-calibrated" => ml.BinaryClassification.Trainers.SdcaNonCalibrated(maximumNumberOfIterations: 20),
            "lbfgs logistic" => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(),
            "averaged perceptron" => ml.BinaryClassification.Trainers.AveragedPerceptron(),
            "linear svm" => ml.BinaryClassification.Trainers.LinearSvm(),
            _ => ml.BinaryClassification.Trainers.SgdCalibrated(),
        }),
        Trial.DotProduct);

    [SkippableFact]
    public void Missing_features_make_linear_scores_missing() => Trial.Run(
        ml => ml.Transforms.Concatenate("Features", "Age", "Income").Append(ml.Transforms.NormalizeMinMax("Features"))
            .Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression()),
        Trial.DotProduct);

    [SkippableTheory]
    [InlineData("maximum entropy")]
    [InlineData("sdca")]
    [InlineData("naive bayes")]
    [InlineData("one versus all")]
    [InlineData("one versus all, raw")]
    [InlineData("pairs")]
    [InlineData("pairs of linear models")]
    public void Several_classes_are_scored(string kind) => Trial.Run(
        ml => Features(ml, replaceMissing: true, normalize: true)
            .Append(ml.Transforms.Conversion.MapValueToKey("Class", "Kind"))
            .Append(kind switch
            {
                "maximum entropy" => (IEstimator<ITransformer>)ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class"),
                "sdca" => ml.MulticlassClassification.Trainers.SdcaNonCalibrated("Class", maximumNumberOfIterations: 20),
                "naive bayes" => ml.MulticlassClassification.Trainers.NaiveBayes("Class"),
                "one versus all" => ml.MulticlassClassification.Trainers.OneVersusAll(
                    ml.BinaryClassification.Trainers.FastTree(numberOfTrees: 5, minimumExampleCountPerLeaf: 3), "Class"),
                "pairs" => ml.MulticlassClassification.Trainers.PairwiseCoupling(
                    ml.BinaryClassification.Trainers.FastTree(numberOfTrees: 5, minimumExampleCountPerLeaf: 3), "Class"),
                "pairs of linear models" => ml.MulticlassClassification.Trainers.PairwiseCoupling(
                    ml.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 10), "Class"),
                _ => ml.MulticlassClassification.Trainers.OneVersusAll(
                    ml.BinaryClassification.Trainers.AveragedPerceptron(), "Class", useProbabilities: false),
            })
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")),
        Trial.DotProduct);

    [SkippableTheory]
    [InlineData("platt")]
    [InlineData("isotonic")]
    [InlineData("naive")]
    public void Scores_are_calibrated(string kind)
    {
        var ml = new MLContext(seed: 7);
        IDataView training = ml.Data.LoadFromEnumerable(Rows.Customers.Training);
        IEstimator<ITransformer> trainer = Features(ml).Append(
            ml.BinaryClassification.Trainers.FastForest(numberOfTrees: 9, minimumExampleCountPerLeaf: 3));
        IEstimator<ITransformer> calibrated = trainer.Append(kind switch
        {
            "platt" => (IEstimator<ITransformer>)ml.BinaryClassification.Calibrators.Platt(),
            "isotonic" => ml.BinaryClassification.Calibrators.Isotonic(),
            _ => ml.BinaryClassification.Calibrators.Naive(),
        });
        Trial.Compare(ml, calibrated.Fit(training), training.Schema, Rows.Customers.Scoring, 0, ["Score", "Probability"]);
    }

    [SkippableFact]
    public void Clusters_are_the_nearest_centres() => Trial.Run(
        ml => Features(ml, replaceMissing: true, normalize: true).Append(ml.Clustering.Trainers.KMeans("Features", numberOfClusters: 4)),
        Trial.DotProduct);

    [SkippableFact]
    public void Normalized_features_of_trees_are_asked_as_they_come() => Trial.Run(
        ml => ml.Transforms.Concatenate("Features", "Age", "Income").Append(ml.Transforms.NormalizeLogMeanVariance("Features"))
            .Append(ml.Regression.Trainers.FastTree("Amount", numberOfTrees: 10, minimumExampleCountPerLeaf: 3)));

    [SkippableFact]
    public void LightGbm_ranks() => WithLightGbm(() => Trial.Run(ml => Features(ml)
        .Append(ml.Transforms.Conversion.MapValueToKey("Group"))
        .Append(ml.Transforms.Conversion.MapValueToKey("Relevance", "Kind"))
        .Append(ml.Ranking.Trainers.LightGbm("Relevance", rowGroupColumnName: "Group", numberOfIterations: 5, minimumExampleCountPerLeaf: 3))));

    [SkippableTheory]
    [InlineData(16, true)]
    [InlineData(20, false)]
    public void Field_aware_factorization_machines_score_binary_classes(int dimensions, bool normalize) => Trial.Run(
        ml => Features(ml, replaceMissing: true, normalize: true)
            .Append(ml.Transforms.NormalizeMinMax("IncomeNumber", "Income")).Append(ml.Transforms.Concatenate("Numbers", "IncomeNumber", "MemberNumber"))
            .Append(ml.BinaryClassification.Trainers.FieldAwareFactorizationMachine(new FieldAwareFactorizationMachineTrainer.Options
            {
                FeatureColumnName = "Numbers",
                ExtraFeatureColumns = ["CityVector", "PlanVector"],
                LatentDimension = dimensions,
                NormalizeFeatures = normalize,
                NumberOfIterations = 5,
            })),
        Trial.DotProduct);

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    public void Local_deep_machines_score_binary_classes(int depth) => Trial.Run(
        ml => Features(ml, replaceMissing: true, normalize: true).Append(ml.BinaryClassification.Trainers.LdSvm(numberOfIterations: 500, treeDepth: depth)), Trial.DotProduct);

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Anomalies_are_what_principal_components_leave(bool centred) => Trial.Run(
        ml => Features(ml, replaceMissing: true, normalize: true).Append(ml.AnomalyDetection.Trainers.RandomizedPca("Features", rank: 3, ensureZeroMean: centred)),
        2 * Trial.DotProduct);

    [Fact]
    public void Of_anomalies_the_part_that_is_left_keeps_the_margin_and_its_root_does_not()
    {
        var ml = new MLContext(seed: 7);
        IDataView training = ml.Data.LoadFromEnumerable(Rows.Customers.Training);
        ITransformer model = Features(ml, replaceMissing: true, normalize: true).Append(ml.AnomalyDetection.Trainers.RandomizedPca("Features", rank: 3)).Fit(training);
        Rows.Customer[] rows = [.. Rows.Customers.Scoring.Where(row => Math.Abs(row.Income) < 1e6 && !(Math.Abs(row.Age) > 1e6))];
        Dictionary<string, List<Scalar>> columns = Expected.Of(model.Transform(ml.Data.LoadFromEnumerable(rows)));
        var trained = (PcaModelParameters)((IEnumerable<ITransformer>)model).OfType<ISingleFeaturePredictionTransformer<object>>().Last().Model;
        string[] features = [.. columns.Keys.Where(name => name.StartsWith("Features.", StringComparison.Ordinal))];
        var exact = new ExactAnomalies(trained);
        ScoringPlan plan = Trial.Compile(model, training.Schema, ["Score"]);
        var evaluator = new PlanEvaluator(plan);
        (double Theirs, double Ours, double Exact)[] scores =
        [
            .. rows.Select((row, i) => (
                columns["Score"][i].Double,
                evaluator.Evaluate([.. plan.Inputs.Select(input => Trial.Read(row, input.Schema))])[0].Double,
                exact.Score([.. features.Select(feature => columns[feature][i].Double)]))),
        ];

        // Squared distances are sums of products; the score is the root of what is left of them, so that its error is theirs over twice the score.
        Assert.All(scores, score => Assert.True(Math.Abs((score.Theirs * score.Theirs) - (score.Exact * score.Exact)) <= Trial.DotProduct, $"{score}"));
        Assert.All(scores, score => Assert.True(Math.Abs((score.Ours * score.Ours) - (score.Exact * score.Exact)) <= Trial.DotProduct / 8, $"{score}"));
        Assert.All(scores, score => Assert.True(Math.Abs(score.Theirs - score.Ours) <= Trial.DotProduct * Math.Max(1, 1 / (2 * score.Exact)), $"{score}"));
        Assert.Contains(scores, score => Math.Abs(score.Theirs - score.Exact) > 4 * Math.Abs(score.Ours - score.Exact));
    }

    [SkippableFact]
    public void A_prior_is_the_same_for_every_row() => Trial.Run(
        ml => Features(ml).Append(ml.BinaryClassification.Trainers.Prior()), outputs: ["Score", "Probability", "PredictedLabel", "Age"]);

    [SkippableFact]
    public void Naive_Bayes_knows_classes_that_never_occurred()
    {
        var ml = new MLContext(seed: 7);
        IDataView training = ml.Data.LoadFromEnumerable(Rows.Customers.Training);
        IDataView classes = ml.Data.LoadFromEnumerable(((string[])["never", "low", "middle", "high"]).Select(kind => new Rows.Customer { Kind = kind }));
        IEstimator<ITransformer> chain = Features(ml)
            .Append(ml.Transforms.Conversion.MapValueToKey([new InputOutputColumnPair("Class", "Kind")], keyData: ml.Transforms.SelectColumns("Kind").Fit(classes).Transform(classes)))
            .Append(ml.MulticlassClassification.Trainers.NaiveBayes("Class"))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        Trial.Compare(ml, chain.Fit(training), training.Schema, Rows.Customers.Scoring, 1.2e-7, yieldsInfinities: true);
    }

    [SkippableFact]
    public void Rows_without_any_score_have_no_class() => Trial.Run(
        ml => ml.Transforms.Concatenate("Features", "Age", "Income").Append(ml.Transforms.NormalizeMinMax("Features"))
            .Append(ml.Transforms.Conversion.MapValueToKey("Class", "Kind"))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class"))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")),
        Trial.DotProduct);

    private static void WithLightGbm(Action test)
    {
        try
        {
            test();
        }
        catch (DllNotFoundException exception)
        {
            Skip.If(true, $"LightGBM's native library cannot be loaded: {exception.Message}");
        }
    }

    private static IEstimator<ITransformer> Features(MLContext ml, bool replaceMissing = false, bool normalize = false)
    {
        IEstimator<ITransformer> chain = ml.Transforms.Categorical.OneHotEncoding("CityVector", "City")
            .Append(ml.Transforms.Categorical.OneHotEncoding("PlanVector", "Plan"))
            .Append(ml.Transforms.Conversion.ConvertType("MemberNumber", "Member", DataKind.Single));
        chain = replaceMissing ? chain.Append(ml.Transforms.ReplaceMissingValues("AgeKnown", "Age")) : chain.Append(ml.Transforms.CopyColumns("AgeKnown", "Age"));
        chain = chain.Append(ml.Transforms.Concatenate("Features", "CityVector", "AgeKnown", "PlanVector", "Income", "MemberNumber"));
        return normalize ? chain.Append(ml.Transforms.NormalizeMinMax("Features")) : chain;
    }
}
