using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace MlOps.Benchmarks.Scorers;

/// <summary>What ML.NET trains.</summary>
internal enum MlNetKind
{
    /// <summary>Boosted trees.</summary>
    BoostedTrees,

    /// <summary>A random forest.</summary>
    Forest,

    /// <summary>Logistic regression.</summary>
    Logistic,
}

/// <summary>A model of ML.NET: it cannot be given one, so that it trains one of the same size.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Trees">How many trees.</param>
/// <param name="Leaves">How many leaves a tree has.</param>
internal sealed record MlNetShape(MlNetKind Kind, int Trees, int Leaves);

/// <summary>A trained model, behind <c>Transform</c> and behind a prediction engine.</summary>
internal sealed class MlNetModel
{
    private readonly ITransformer model;
    private readonly PredictionEngine<Row, Prediction> engine;
    private readonly Row[] rows;
    private readonly IDataView view;

    /// <summary>Trains the model on the rows.</summary>
    /// <param name="shape">Its size.</param>
    /// <param name="data">The rows.</param>
    public MlNetModel(MlNetShape shape, BenchmarkRows data)
    {
        var context = new MLContext(1);
        var random = new Random(7);
        rows = [.. data.Rows.Select(row => new Row
        {
            Features = [.. row.Select(value => (float)value)],
            Label = (float)(row.Where(double.IsFinite).Sum() + random.NextDouble()),
        })];
        float middle = rows.Select(row => row.Label).Order().ElementAt(rows.Length / 2);
        Array.ForEach(rows, row => row.Class = row.Label > middle);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, data.Columns.Length);
        view = context.Data.LoadFromEnumerable(rows, schema);
        model = shape.Kind switch
        {
            MlNetKind.BoostedTrees => context.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options
            {
                NumberOfTrees = shape.Trees, NumberOfLeaves = shape.Leaves, MinimumExampleCountPerLeaf = 5, NumberOfThreads = 1,
            }).Fit(view),
            MlNetKind.Forest => context.Regression.Trainers.FastForest(new FastForestRegressionTrainer.Options
            {
                NumberOfTrees = shape.Trees, NumberOfLeaves = shape.Leaves, MinimumExampleCountPerLeaf = 2, NumberOfThreads = 1,
            }).Fit(view),
            MlNetKind.Logistic => context.BinaryClassification.Trainers.LbfgsLogisticRegression(labelColumnName: nameof(Row.Class)).Fit(view),
            _ => throw new InvalidOperationException($"unknown kind {shape.Kind}"),
        };
        engine = context.Model.CreatePredictionEngine<Row, Prediction>(model, inputSchemaDefinition: schema);
    }

    /// <summary>Scores all rows.</summary>
    /// <returns>The sum of the scores.</returns>
    public double Transform()
    {
        IDataView result = model.Transform(view);
        DataViewSchema.Column score = result.Schema["Score"];
        using DataViewRowCursor cursor = result.GetRowCursor([score]);
        ValueGetter<float> get = cursor.GetGetter<float>(score);
        double sum = 0;
        float value = 0;
        while (cursor.MoveNext())
        {
            get(ref value);
            sum += value;
        }

        return sum;
    }

    /// <summary>Scores one row.</summary>
    /// <param name="row">Its number.</param>
    public double Predict(int row) => engine.Predict(rows[row]).Score;

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Label { get; set; }

        public bool Class { get; set; }
    }

    private sealed class Prediction
    {
        public float Score { get; set; }
    }
}
