using Microsoft.ML;
using Retrain;

// What `mlops monitor retrain` runs is `Retrain train`: all that it is told is in variables. The other two make the example's table.
switch (args)
{
    case ["seed", var file]:
        new Shop(file).Seed();
        return 0;
    case ["train"]:
        return Train();
    case ["score", var file, var model]:
        return Score(file, model);
    default:
        Console.Error.WriteLine("usage: Retrain seed FILE | train | score FILE MODEL.zip");
        return 2;
}

static int Train()
{
    List<(long Id, Customer Customer)> rows = new Shop(Told("CONNECTION")).Read(Told("TABLE"), Told("TIME_COLUMN"), Told("OUTCOME"), Told("TO"));
    var ml = new MLContext(seed: 1);
    IDataView data = ml.Data.LoadFromEnumerable(rows.Select(row => row.Customer));
    IEstimator<ITransformer> pipeline = ml.Transforms.Categorical.OneHotEncoding("plans", "plan")
        .Append(ml.Transforms.Concatenate("Features", "tenure", "calls", "plans"))
        .Append(ml.BinaryClassification.Trainers.FastTree(numberOfTrees: 30, numberOfLeaves: 8));
    ml.Model.Save(pipeline.Fit(data), data.Schema, Told("OUTPUT"));
    Console.WriteLine($"{rows.Count} customers before {Told("TO")}, {rows.Count(row => row.Customer.HasLeft)} of whom left");
    return 0;
}

static int Score(string file, string modelFile)
{
    var ml = new MLContext(seed: 1);
    ITransformer model = ml.Model.Load(modelFile, out _);
    var shop = new Shop(file);
    List<(long Id, Customer Customer)> rows = shop.Read("scored", "scored_at", "left_us", "9999");
    IDataView scored = model.Transform(ml.Data.LoadFromEnumerable(rows.Select(row => row.Customer)));
    shop.Write(ml.Data.CreateEnumerable<Answer>(scored, reuseRowObject: false).Zip(rows, (answer, row) => (row.Id, (double)answer.Probability)));
    return 0;
}

static string Told(string name) => Environment.GetEnvironmentVariable("MLOPS_RETRAIN_" + name)
    ?? throw new InvalidOperationException($"MLOPS_RETRAIN_{name} is not set: this is run by 'mlops monitor retrain'");
