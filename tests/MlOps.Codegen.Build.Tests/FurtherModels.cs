using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlOps.Codegen.Build.Tests;

/// <summary>A model that ML.NET saved and a pipeline with a file of its own, for the project that has the packages only.</summary>
internal static class FurtherModels
{
    /// <summary>Has the program show what they say.</summary>
    public const string Argument = "--further";

    private const string Pipeline = """
        source orders
          id: integer key
          amount: decimal(8, 2)
          kind: text

        table fee(kind) from "fees.csv" else 1

        output total = amount * fee(kind)
        output size: text = when amount < 1000 then "small" else "large"
        """;

    private const string Program = """
        using System.Globalization;
        using System.Runtime.CompilerServices;

        namespace Lending;

        internal static class Further
        {
            [ModuleInitializer]
            internal static void Show()
            {
                if (!Environment.GetCommandLineArgs().Contains("--further"))
                {
                    return;
                }

                OrdersOutput order = Orders.Score(new OrdersInput(amount: 75, kind: "express"));
                string size = order.size?.ToString() ?? "";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pipeline: {order.total}, {size}"));
                RentOutput rent = Rent.Score(new RentInput(Rooms: 2.5f));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ML.NET: {(double?)rent.Score:R}"));
                Environment.Exit(0);
            }
        }
        """;

    /// <summary>What ML.NET's own transformer says of 2.5; known when the model was added.</summary>
    public static double Score { get; private set; }

    /// <summary>Adds the models to a project, and a program that scores with both.</summary>
    /// <param name="project">The project's folder.</param>
    public static void AddTo(string project)
    {
        string folder = Path.Combine(Path.GetDirectoryName(project)!, "further");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "orders.pipeline"), Pipeline);
        File.WriteAllText(Path.Combine(folder, "fees.csv"), "kind,fee\nexpress,1.5\n");
        Train(Path.Combine(folder, "rent.zip"));
        File.WriteAllText(Path.Combine(project, "Further.cs"), Program);
        string file = Path.Combine(project, "Embed.csproj");
        File.WriteAllText(file, File.ReadAllText(file).Replace(
            "<MlModel ", "<MlModel Include=\"../further/orders.pipeline;../further/rent.zip\" />\n    <MlModel ", StringComparison.Ordinal));
    }

    private static void Train(string path)
    {
        var context = new MLContext(seed: 1);
        IDataView data = context.Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(i => new Flat { Rooms = i % 7, Label = (2 * (i % 7)) + 1 }));
        ITransformer model = context.Transforms.Concatenate("Features", "Rooms").Append(context.Regression.Trainers.Sdca()).Fit(data);
        context.Model.Save(model, data.Schema, path);
        PredictionEngine<Flat, Rent> engine = context.Model.CreatePredictionEngine<Flat, Rent>(model);
        Score = engine.Predict(new Flat { Rooms = 2.5f }).Score;
    }

    private sealed class Flat
    {
        public float Rooms { get; set; }

        public float Label { get; set; }
    }

    private sealed class Rent
    {
        [ColumnName("Score")]
        public float Score { get; set; }
    }
}
