using System.Reflection;
using System.Runtime.Loader;
using MlOps.Codegen.CSharp.Compilation;
using MlOps.Runtime;

namespace MlOps.Codegen.CSharp.Features;

/// <summary>The loaded code of a plan over several tables: a scorer, and stores of rows that give its inputs.</summary>
public sealed class CompiledFeatures : IDisposable
{
    private readonly AssemblyLoadContext context = new ScorerLoadContext();
    private Type? store;

    internal CompiledFeatures(GeneratedFeatures generated, byte[] image)
    {
        using var stream = new MemoryStream(image, writable: false);
        Assembly assembly = context.LoadFromStream(stream);
        store = assembly.GetType(generated.Store.FullName, throwOnError: true);
        Scorer = (IScorer)Activator.CreateInstance(assembly.GetType(generated.Scorer.FullName, throwOnError: true)!)!;
    }

    /// <summary>The scorer of features.</summary>
    public IScorer Scorer { get; private set; }

    /// <summary>Makes a store without rows.</summary>
    /// <param name="lateness">By how much a row may be late; null where everything is kept.</param>
    /// <exception cref="ObjectDisposedException">The code was unloaded.</exception>
    public IFeatureStore NewStore(TimeSpan? lateness = null) =>
        (IFeatureStore)Activator.CreateInstance(store ?? throw new ObjectDisposedException(nameof(CompiledFeatures)), lateness)!;

    /// <summary>Unloads the code, once nothing refers to it any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref store, null) is not null)
        {
            Scorer = null!;
            context.Unload();
        }
    }
}
