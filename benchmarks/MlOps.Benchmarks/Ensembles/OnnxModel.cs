using Microsoft.ML.OnnxRuntime;

namespace MlOps.Benchmarks.Ensembles;

/// <summary>Trees, or a sum of products, in ONNX Runtime.</summary>
internal sealed class OnnxModel : IDisposable
{
    private const int FloatType = 1;
    private const int IntType = 2;
    private const int FloatsType = 6;
    private const int IntsType = 7;
    private const int StringsType = 8;

    private readonly InferenceSession session;
    private readonly RunOptions options = new();

    private readonly int features;

    /// <summary>Trees.</summary>
    /// <param name="forest">The trees.</param>
    /// <param name="threads">How many threads may work.</param>
    public OnnxModel(RandomForest forest, int threads = 1)
        : this(Regressor(forest), RandomForest.FeatureCount, threads)
    {
    }

    /// <summary>A sum of products.</summary>
    /// <param name="intercept">What is added.</param>
    /// <param name="coefficients">A coefficient per feature.</param>
    /// <param name="threads">How many threads may work.</param>
    public OnnxModel(double intercept, IReadOnlyList<double> coefficients, int threads)
        : this(Linear(intercept, coefficients), coefficients.Count, threads)
    {
    }

    private OnnxModel(OnnxMessage node, int features, int threads)
        : this(Model(node, features), features, threads)
    {
    }

    /// <summary>Any model from <c>x</c>, rows of features, to <c>y</c>, a number per row.</summary>
    /// <param name="model">The model's bytes.</param>
    /// <param name="features">How many features.</param>
    /// <param name="threads">How many threads may work.</param>
    public OnnxModel(byte[] model, int features, int threads)
    {
        using var settings = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        this.features = features;
        session = new InferenceSession(model, settings);
    }

    /// <summary>Scores rows that lie one after the other.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="sums">Receives a sum per row.</param>
    public void Predict(float[] rows, float[] sums)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(rows, [sums.Length, features]);
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(sums, [sums.Length, 1]);
        session.Run(options, ["x"], [input], ["y"], [output]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        options.Dispose();
        session.Dispose();
    }

    // onnx.proto: ModelProto, with one node.
    private static byte[] Model(OnnxMessage node, int features)
    {
        var graph = new OnnxMessage();
        graph.Bytes(1, node);
        graph.Text(2, "model");
        graph.Bytes(11, Tensor("x", features));
        graph.Bytes(12, Tensor("y", 1));
        var domain = new OnnxMessage();
        domain.Text(1, "ai.onnx.ml");
        domain.Integer(2, 3);
        var standard = new OnnxMessage();
        standard.Text(1, "");
        standard.Integer(2, 18);
        var model = new OnnxMessage();
        model.Integer(1, 8);
        model.Bytes(7, graph);
        model.Bytes(8, standard);
        model.Bytes(8, domain);
        return model.ToArray();
    }

    private static OnnxMessage Linear(double intercept, IReadOnlyList<double> coefficients)
    {
        var regressor = new OnnxMessage();
        regressor.Text(1, "x");
        regressor.Text(2, "y");
        regressor.Text(4, "LinearRegressor");
        regressor.Text(7, "ai.onnx.ml");
        Floats("coefficients", coefficients);
        Floats("intercepts", [intercept]);
        return regressor;

        void Floats(string name, IEnumerable<double> values)
        {
            var attribute = new OnnxMessage();
            attribute.Text(1, name);
            foreach (double value in values)
            {
                attribute.Float(7, (float)value);
            }

            attribute.Integer(20, FloatsType);
            regressor.Bytes(5, attribute);
        }
    }

    private static OnnxMessage Regressor(RandomForest forest)
    {
        var nodes = forest.Trees
            .SelectMany((tree, number) => Enumerable.Range(0, tree.Features.Length + tree.Leaves.Length).Select(node => (tree, number, node)))
            .ToList();
        var leaves = nodes.Where(item => item.node >= item.tree.Features.Length).ToList();
        var regressor = new OnnxMessage();
        regressor.Text(1, "x");
        regressor.Text(2, "y");
        regressor.Text(4, "TreeEnsembleRegressor");
        regressor.Text(7, "ai.onnx.ml");
        Integer("n_targets", 1);
        Integers("nodes_treeids", nodes.Select(item => item.number));
        Integers("nodes_nodeids", nodes.Select(item => item.node));
        Integers("nodes_featureids", nodes.Select(item => IsLeaf(item.tree, item.node) ? 0 : item.tree.Features[item.node]));
        Floats("nodes_values", nodes.Select(item => IsLeaf(item.tree, item.node) ? 0 : item.tree.Thresholds[item.node]));
        Texts("nodes_modes", nodes.Select(item => IsLeaf(item.tree, item.node) ? "LEAF" : "BRANCH_LEQ"));
        Integers("nodes_truenodeids", nodes.Select(item => IsLeaf(item.tree, item.node) ? 0 : (2 * item.node) + 1));
        Integers("nodes_falsenodeids", nodes.Select(item => IsLeaf(item.tree, item.node) ? 0 : (2 * item.node) + 2));
        Integers("nodes_missing_value_tracks_true", nodes.Select(item => IsLeaf(item.tree, item.node) ? 0 : 1));
        Integers("target_treeids", leaves.Select(item => item.number));
        Integers("target_nodeids", leaves.Select(item => item.node));
        Integers("target_ids", leaves.Select(_ => 0));
        Floats("target_weights", leaves.Select(item => item.tree.Leaves[item.node - item.tree.Features.Length]));
        return regressor;

        static bool IsLeaf(RandomForest.Tree tree, int node) => node >= tree.Features.Length;

        void Integer(string name, int value) => Attribute(name, IntType, attribute => attribute.Integer(3, value));

        void Integers(string name, IEnumerable<int> values) => Attribute(name, IntsType, attribute =>
        {
            foreach (int value in values)
            {
                attribute.Integer(8, value);
            }
        });

        void Floats(string name, IEnumerable<float> values) => Attribute(name, FloatsType, attribute =>
        {
            foreach (float value in values)
            {
                attribute.Float(7, value);
            }
        });

        void Texts(string name, IEnumerable<string> values) => Attribute(name, StringsType, attribute =>
        {
            foreach (string value in values)
            {
                attribute.Text(9, value);
            }
        });

        void Attribute(string name, int type, Action<OnnxMessage> write)
        {
            var attribute = new OnnxMessage();
            attribute.Text(1, name);
            write(attribute);
            attribute.Integer(20, type);
            regressor.Bytes(5, attribute);
        }
    }

    /// <summary>The type of a matrix of any number of rows.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="columns">How many columns.</param>
    public static OnnxMessage Tensor(string name, int columns)
    {
        var rows = new OnnxMessage();
        rows.Text(2, "N");
        var width = new OnnxMessage();
        width.Integer(1, columns);
        var shape = new OnnxMessage();
        shape.Bytes(1, rows);
        shape.Bytes(1, width);
        var tensor = new OnnxMessage();
        tensor.Integer(1, FloatType);
        tensor.Bytes(2, shape);
        var type = new OnnxMessage();
        type.Bytes(1, tensor);
        var value = new OnnxMessage();
        value.Text(1, name);
        value.Bytes(2, type);
        return value;
    }
}
