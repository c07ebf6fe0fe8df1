using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;

namespace MlOps.Codegen.Compiler.Models.NeuralNetworks;

/// <summary>PMML 4.4, Neural Network.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="Inputs">The input neurons.</param>
/// <param name="Layers">The layers, from the inputs to the outputs.</param>
/// <param name="Outputs">What the output neurons' values mean.</param>
public sealed record NeuralNetwork(
    ModelCommon Common,
    ImmutableArray<NeuralInput> Inputs,
    ImmutableArray<NeuralLayer> Layers,
    ImmutableArray<NeuralOutput> Outputs) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "NeuralNetwork";
}

/// <summary>PMML 4.4, Neural Network: NeuralInput.</summary>
/// <param name="Id">The neuron's id.</param>
/// <param name="Field">Its value.</param>
/// <param name="Location">The element's place.</param>
public sealed record NeuralInput(string Id, DerivedField Field, SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Neural Network: NeuralLayer, with what it takes over from the network.</summary>
/// <param name="Activation">What becomes of a neuron's sum.</param>
/// <param name="Threshold">For <see cref="ActivationFunction.Threshold"/>: above it the value is 1.</param>
/// <param name="Leakage">For <see cref="ActivationFunction.Rectifier"/>: what multiplies sums that are not positive.</param>
/// <param name="Normalization">What becomes of the layer's values together.</param>
/// <param name="Neurons">The neurons.</param>
/// <param name="Location">The element's place.</param>
public sealed record NeuralLayer(
    ActivationFunction Activation,
    double Threshold,
    double Leakage,
    NeuralNormalization Normalization,
    ImmutableArray<Neuron> Neurons,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Neural Network: Neuron.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Bias">What is added to its sum.</param>
/// <param name="Width">For <see cref="ActivationFunction.RadialBasis"/>: the width, its own, its layer's or the network's.</param>
/// <param name="Altitude">For <see cref="ActivationFunction.RadialBasis"/>: the altitude.</param>
/// <param name="Connections">Where its sum comes from.</param>
/// <param name="Location">The element's place.</param>
public sealed record Neuron(
    string Id, double Bias, double Width, double Altitude, ImmutableArray<Connection> Connections, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, Neural Network: Con.</summary>
/// <param name="From">The id of a neuron in an earlier layer.</param>
/// <param name="Weight">The weight.</param>
public readonly record struct Connection(string From, double Weight);

/// <summary>PMML 4.4, Neural Network: NeuralOutput.</summary>
/// <param name="Neuron">The output neuron's id.</param>
/// <param name="Field">What its value means: the inverse of this expression leads to the target.</param>
/// <param name="Location">The element's place.</param>
public sealed record NeuralOutput(string Neuron, DerivedField Field, SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Neural Network: ACTIVATION-FUNCTION. The comments give the value by the neuron's sum z.</summary>
public enum ActivationFunction
{
    /// <summary>1 above the threshold, otherwise 0.</summary>
    Threshold,

    /// <summary>1 / (1 + exp(−z)).</summary>
    Logistic,

    /// <summary>tanh z.</summary>
    Tanh,

    /// <summary>z.</summary>
    Identity,

    /// <summary>exp z.</summary>
    Exponential,

    /// <summary>1 / z.</summary>
    Reciprocal,

    /// <summary>z².</summary>
    Square,

    /// <summary>exp(−z²).</summary>
    Gauss,

    /// <summary>sin z.</summary>
    Sine,

    /// <summary>cos z.</summary>
    Cosine,

    /// <summary>z / (1 + |z|).</summary>
    Elliott,

    /// <summary>2 · arctan(z) / π.</summary>
    Arctan,

    /// <summary>max(0, z).</summary>
    Rectifier,

    /// <summary>exp(f · ln(altitude) − Σ(x − w)² / (2 · width²)), f the number of connections.</summary>
    RadialBasis,
}

/// <summary>PMML 4.4, Neural Network: NN-NORMALIZATION-METHOD.</summary>
public enum NeuralNormalization
{
    /// <summary>The values stay as they are.</summary>
    None,

    /// <summary>Each over the sum of all.</summary>
    Simplemax,

    /// <summary>Exponentials over their sum.</summary>
    Softmax,
}
