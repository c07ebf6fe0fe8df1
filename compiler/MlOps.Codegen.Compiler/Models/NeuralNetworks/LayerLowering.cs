using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.RegressionModels;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.NeuralNetworks;

/// <summary>Lowers the neurons of a network layer by layer: sums, then activations, then the layer's normalization.</summary>
internal sealed class LayerLowering(NeuralNetwork network, ModelScope scope)
{
    // Below this share of all possible connections, a sum of its own for each neuron is less work than a full layer.
    private const double LeastDensity = 0.5;

    private readonly Arithmetic arithmetic = Arithmetic.Of(network);
    private readonly Dictionary<string, PlanValue> values = new(StringComparer.Ordinal);

    /// <summary>The neurons' values so far, by id.</summary>
    public IReadOnlyDictionary<string, PlanValue> Values => values;

    /// <summary>Adds an input neuron.</summary>
    /// <returns>Whether the id was free; a diagnostic where not.</returns>
    public bool Add(string id, Expression value, SourceLocation at)
    {
        var origin = new Origin($"Neuron {id}", at);
        if (values.TryAdd(id, scope.Context.AsDoubleValue($"neuron_{id}", value, origin)))
        {
            return true;
        }

        scope.Context.Report(DiagnosticDescriptors.DuplicateName, at, "neuron", id);
        return false;
    }

    /// <summary>Lowers a layer.</summary>
    /// <returns>Whether it is complete; a diagnostic where not.</returns>
    public bool Lower(NeuralLayer layer)
    {
        var unknown = layer.Neurons
            .SelectMany(neuron => neuron.Connections, (neuron, connection) => (Neuron: neuron, connection.From))
            .Where(use => !values.ContainsKey(use.From))
            .DistinctBy(use => use.From)
            .ToList();
        foreach ((Neuron neuron, string from) in unknown)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, neuron.Location, $"there is no neuron '{from}' before the neuron '{neuron.Id}'");
        }

        if (unknown.Count > 0)
        {
            return false;
        }

        var origin = new Origin("NeuralLayer", layer.Location);
        Expression[] outputs = layer.Activation == ActivationFunction.RadialBasis
            ? [.. layer.Neurons.Select(RadialBasis)]
            : [.. Sums(layer, origin).Select(sum => Activations.Apply(layer, sum, arithmetic, scope, origin))];
        if (layer.Normalization != NeuralNormalization.None)
        {
            Expression[] named = [.. outputs.Zip(layer.Neurons, (output, neuron) =>
                scope.Context.Plan.Define($"activation_{neuron.Id}", output, origin))];
            outputs = layer.Normalization == NeuralNormalization.Softmax
                ? Shares.Softmax(named, arithmetic, scope, origin)
                : Shares.Simplemax(named, arithmetic, scope, origin);
        }

        // All values are taken before the first is added: neurons of one layer do not see each other.
        bool complete = true;
        for (int i = 0; i < outputs.Length; i++)
        {
            complete &= Add(layer.Neurons[i].Id, outputs[i], layer.Neurons[i].Location);
        }

        return complete;
    }

    private IEnumerable<Expression> Sums(NeuralLayer layer, Origin origin)
    {
        string[] sources = [.. layer.Neurons.SelectMany(neuron => neuron.Connections).Select(connection => connection.From).Distinct()];
        int connections = layer.Neurons.Sum(neuron => neuron.Connections.Length);
        bool dense = layer.Neurons.Length > 1 && connections >= LeastDensity * sources.Length * layer.Neurons.Length;
        IEnumerable<PlanValue> sums = dense ? DenseSums(layer, sources, origin) : layer.Neurons.Select(neuron => Sum(neuron, origin));
        return sums.Zip(layer.Neurons, (sum, neuron) =>
            scope.Context.Plan.Define($"rounded_{neuron.Id}", arithmetic.Round(Build.Ref(sum)), origin));
    }

    private ImmutableArray<PlanValue> DenseSums(NeuralLayer layer, string[] sources, Origin origin)
    {
        Dictionary<string, int> index = sources.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        double[] weights = new double[sources.Length * layer.Neurons.Length];
        for (int i = 0; i < layer.Neurons.Length; i++)
        {
            foreach (Connection connection in layer.Neurons[i].Connections)
            {
                weights[(i * sources.Length) + index[connection.From]] += arithmetic.Round(connection.Weight);
            }
        }

        var kernel = new DenseLayer(
            [.. sources.Select(source => values[source])],
            [.. layer.Neurons.Select(neuron => arithmetic.Round(neuron.Bias))],
            [.. weights]);
        return scope.Context.Plan.DefineKernel([.. layer.Neurons.Select(neuron => $"sum_{neuron.Id}")], kernel, origin);
    }

    private PlanValue Sum(Neuron neuron, Origin origin)
    {
        var kernel = new LinearCombination(
            arithmetic.Round(neuron.Bias),
            [.. neuron.Connections.Select(connection =>
                new LinearTerm(arithmetic.Round(connection.Weight), Build.Ref(values[connection.From])))]);
        return scope.Context.Plan.DefineKernel([$"sum_{neuron.Id}"], kernel, origin)[0];
    }

    private Expression RadialBasis(Neuron neuron)
    {
        var origin = new Origin($"Neuron {neuron.Id}", neuron.Location);
        var squares = neuron.Connections.Select(connection =>
        {
            Expression difference = scope.Context.Plan.Define(
                "difference", arithmetic.Subtract(Build.Ref(values[connection.From]), arithmetic.Number(connection.Weight)), origin);
            return arithmetic.Multiply(difference, difference);
        });
        Expression distance = arithmetic.Round(Lowering.Sums.Define($"distance_{neuron.Id}", squares, scope, origin));
        double width = arithmetic.Round(neuron.Width);
        Expression exponent = arithmetic.Divide(distance, arithmetic.Number(-2 * arithmetic.Round(width * width)));
        if (neuron.Altitude != 1)
        {
            double altitude = arithmetic.Round(Math.Log(arithmetic.Round(neuron.Altitude)));
            exponent = arithmetic.Add(exponent, arithmetic.Number(neuron.Connections.Length * altitude));
        }

        return arithmetic.Exp(exponent);
    }
}
